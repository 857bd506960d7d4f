#include "pipeline/file_access.h"

#include "base/try.h"
#include "codec/codec.h"
#include "pipeline/input_file.h"
#include "task/image_format.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>

#include <sys/stat.h>

namespace imgbatch {

Expected<OpenedFile> DirectFiles::open(const ImageTask& task, FileBuffer& head,
                                       ImageOutcome& outcome) {
    return rules_.admit(task, writer_, head, outcome);
}

Expected<void> DirectFiles::publish(const ImageTask& task, const OpenedFile& input, ByteView data,
                                    ImageOutcome& outcome) {
    if (task.late_fields) {
        const std::uint64_t hash = XXH3_64bits(data.data(), data.size());
        IMGBATCH_TRY(rules_.settle(task, writer_, input.status, hash, outcome));
    }
    return writer_.publish(outcome.output, data, input.status);
}

Expected<OpenedFile> GivenFiles::open(const ImageTask& task, FileBuffer& head,
                                      ImageOutcome& outcome) {
    OpenedFile file{Fd(::fcntl(files_.input, F_DUPFD_CLOEXEC, 0)), {}};
    if (!file.fd || ::fstat(file.fd.get(), &file.status) != 0) {
        return system_error(OutcomeClass::read_error, Stage::read, "cannot read what was handed",
                            errno);
    }
    outcome.input_bytes = static_cast<std::uint64_t>(file.status.st_size);
    IMGBATCH_TRY(outcome.input_format, identify(file, task, head));
    IMGBATCH_TRY(check_readable(outcome.input_format));
    outcome.output_format = output_format_for(outcome.input_format, format_);
    return file;
}

Expected<void> GivenFiles::publish(const ImageTask& /*task*/, const OpenedFile& /*input*/,
                                   ByteView data, ImageOutcome& /*outcome*/) {
    // Without a file it is enough to have come so far.
    return files_.output >= 0 ? write_all(files_.output, data) : Expected<void>();
}

} // namespace imgbatch
