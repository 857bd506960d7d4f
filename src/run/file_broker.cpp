#include "run/file_broker.h"

#include "base/fd.h"
#include "base/path.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "scan/output_template.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <new>
#include <utility>

#include <sys/stat.h>

namespace imgbatch {
namespace {

/// More than any honest answer takes, and little enough to keep.
constexpr std::size_t longest_answer = std::size_t{1} << 20;

Error nonsense() {
    return Error{OutcomeClass::crashed, Stage::worker, "the worker's answer makes no sense", 0};
}

bool is_success(OutcomeClass ending) {
    return ending == OutcomeClass::ok || ending == OutcomeClass::ok_warned;
}

/// What times are: numbers of the worker's, that others are added to.
StageTimes believable(StageTimes times) {
    constexpr std::uint64_t longest_ns = 1'000'000'000'000'000; // eleven days
    for (auto* time :
         {&times.read, &times.decode, &times.transform, &times.encode, &times.commit}) {
        *time = std::min(*time, longest_ns);
    }
    return times;
}

/// Whether a worker's word that its output cannot be written is true: a full disk ends the run.
bool can_write(int fd) {
    constexpr std::array<char, 4096> block{};
    return ::lseek(fd, 0, SEEK_END) >= 0 &&
           ::write(fd, block.data(), block.size()) == static_cast<ssize_t>(block.size());
}

/// XXH3 of all that is in the file at `path`. Errors: write_error with errno.
Expected<std::uint64_t> hash_of_file(const std::string& path) {
    struct Release {
        void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
    };
    const std::unique_ptr<XXH3_state_t, Release> state(XXH3_createState());
    const Fd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!state) {
        throw std::bad_alloc();
    }
    XXH3_64bits_reset(state.get());
    std::array<char, std::size_t{64} << 10> buffer; // NOLINT(*-member-init): filled by read()
    ssize_t got = 0;
    while ((got = ::read(file.get(), buffer.data(), buffer.size())) > 0 ||
           (got < 0 && errno == EINTR)) {
        XXH3_64bits_update(state.get(), buffer.data(),
                           static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    if (got < 0) {
        return system_error(OutcomeClass::write_error, Stage::commit, "cannot read the output",
                            errno);
    }
    return XXH3_64bits_digest(state.get());
}

} // namespace

Handed FileBroker::open(const Task& task) {
    auto image = decode_image_task(task.payload);
    if (!image) {
        return {}; // the worker's answer to that, none, is for the recorder
    }
    jobs_.erase(task.index);
    Job& job = jobs_.emplace(task.index, Job(*std::move(image))).first->second;
    auto admitted = rules_.admit(job.task, writer_, head_, job.outcome);
    if (!admitted) {
        conclude(job.outcome, job.task, std::move(admitted).error());
        return {};
    }
    job.input = *std::move(admitted);
    ::lseek(job.input->fd.get(), 0, SEEK_SET); // shared with the worker
    Handed handed{{job.input->fd.get()}, std::string(to_word(job.outcome.output_format))};
    if (auto created = create_output(job); created) {
        handed.descriptors.push_back(job.output->descriptor());
    } else {
        // An image that is no good is told as that, wherever its output was to go.
        job.no_output = std::move(created).error();
    }
    return handed;
}

Expected<void> FileBroker::create_output(Job& job) {
    const std::string folder = folder_for(job);
    IMGBATCH_TRY(made_.prepare(folder));
    auto file = AtomicFile::create(path_join(folder, path_name(job.outcome.output)));
    if (!file) {
        made_.tidy(folder);
        return std::move(file).error();
    }
    job.output.emplace(*std::move(file));
    return {};
}

/// The output's folder, or as much of its name as is known already.
std::string FileBroker::folder_for(const Job& job) {
    const std::string& planned = job.task.output;
    return path_parent(job.task.late_fields ? planned.substr(0, planned.find('{')) + "x"
                                            : job.outcome.output);
}

std::string FileBroker::settle(const Task& task, std::string answer) {
    const auto found = jobs_.find(task.index);
    if (found == jobs_.end()) {
        return answer;
    }
    Job job = std::move(found->second);
    jobs_.erase(found);
    if (!job.input) {
        return encode(job.outcome);
    }
    auto said = answer.size() <= longest_answer ? decode_image_outcome(answer)
                                                : Expected<ImageOutcome>(nonsense());
    Expected<void> result = nonsense();
    if (said && may_say(said->outcome)) {
        result = finish(job, *said);
    }
    const bool failed = !result;
    conclude(job.outcome, job.task, std::move(result));
    if (failed) {
        drop(job);
    }
    return encode(job.outcome);
}

/// What a worker can find out: that its image is no good, or that it could not work; in place, that
/// the image is right already.
bool FileBroker::may_say(OutcomeClass ending) const {
    constexpr std::array all{
        OutcomeClass::ok,        OutcomeClass::ok_warned,   OutcomeClass::empty,
        OutcomeClass::not_image, OutcomeClass::unsupported, OutcomeClass::truncated,
        OutcomeClass::corrupt,   OutcomeClass::limit,       OutcomeClass::read_error,
        OutcomeClass::changed,   OutcomeClass::write_error, OutcomeClass::memory,
        OutcomeClass::internal};
    return std::find(all.begin(), all.end(), ending) != all.end() ||
           (in_place_ && ending == OutcomeClass::up_to_date);
}

Expected<void> FileBroker::finish(Job& job, const ImageOutcome& said) {
    Stopwatch watch;
    job.outcome.warnings = said.warnings;
    job.outcome.times = believable(said.times);
    job.outcome.input_size = said.input_size;
    if (!is_success(said.outcome)) {
        return failure(job, said);
    }
    job.outcome.output_size = said.output_size;
    IMGBATCH_TRY(check_unchanged(*job.input));
    const bool named_by_hash = job.task.late_fields && has_hash_field(job.task.output);
    if (!job.output) {
        if (!named_by_hash) {
            IMGBATCH_TRY(name_output(job));
        }
        return *std::move(job.no_output);
    }
    struct stat written {};
    if (::fstat(job.output->descriptor(), &written) != 0 || written.st_size == 0 ||
        static_cast<std::uint64_t>(written.st_size) != said.output_bytes ||
        said.output_size.width == 0 || said.output_size.height == 0) {
        return nonsense();
    }
    IMGBATCH_TRY(name_output(job));
    IMGBATCH_TRY(commit(job));
    job.outcome.output_bytes = said.output_bytes;
    job.outcome.times.commit = said.times.commit + watch.lap_ns();
    return {};
}

Error FileBroker::failure(const Job& job, const ImageOutcome& said) {
    Error error{said.outcome, said.stage, said.message, said.errno_value};
    constexpr int largest_errno = 4095;
    if (error.errno_value < 0 || error.errno_value > largest_errno) {
        return nonsense();
    }
    if (said.outcome == OutcomeClass::write_error) {
        if (!job.output) {
            return nonsense();
        }
        if (can_write(job.output->descriptor())) {
            error.errno_value = 0;
        }
    }
    return error;
}

/// Of a name that was known before, nobody asks twice: what a worker with files of its own does.
Expected<void> FileBroker::name_output(Job& job) {
    if (!job.task.late_fields) {
        return {};
    }
    // Not the worker's word: who can choose a hash can choose another image's output.
    std::uint64_t hash = 0;
    if (job.output && has_hash_field(job.task.output)) {
        IMGBATCH_TRY(hash, hash_of_file(job.output->temporary()));
    }
    return rules_.settle(job.task, writer_, job.input->status, hash, job.outcome);
}

Expected<void> FileBroker::commit(Job& job) {
    const std::string& target = job.outcome.output;
    const bool named_by_hash = job.task.late_fields && has_hash_field(job.task.output);
    if (committed_.is_claimed(target) && !named_by_hash) {
        return Error{OutcomeClass::collision, Stage::commit,
                     "another input has the output name " + target + ", which holds one of the two",
                     0};
    }
    IMGBATCH_TRY(made_.prepare(path_parent(target)));
    job.output->retarget(target);
    auto done = job.output->commit(writer_.settings_for(job.input->status));
    if (!done) {
        made_.tidy(path_parent(target));
        return done;
    }
    committed_.claim(target);
    return {};
}

void FileBroker::abandon(const Task& task) {
    const auto found = jobs_.find(task.index);
    if (found != jobs_.end()) {
        Job job = std::move(found->second);
        jobs_.erase(found);
        drop(job);
    }
}

/// The temporary goes, and what was made for it.
void FileBroker::drop(Job& job) {
    if (job.output) {
        const std::string folder = folder_for(job);
        job.output.reset();
        made_.tidy(folder);
    }
}

} // namespace imgbatch
