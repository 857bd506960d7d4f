#include "exec/process_run.h"

#include "base/try.h"
#include "exec/channels.h"
#include "exec/wait_readable.h"
#include "exec/worker_process.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include <sys/eventfd.h>

namespace imgbatch {
namespace {

using std::chrono::milliseconds;

/// How long results may lie in a pipe before the parent looks, unless the bell calls it: one
/// wake-up per task would cost small images 6 % of their time.
constexpr milliseconds quiet_time{8};
/// Deadlines are looked at this often, so that an absence shows as a wait that took too long.
constexpr milliseconds heartbeat{1000};
/// From this long on, time that went by and was not meant for waiting is nobody's silence: the
/// program was stopped by a signal, or the sink kept us.
constexpr milliseconds absence{500};
/// After a worker could not be started, while others go on.
constexpr milliseconds start_pause{100};
/// At the regular end, for workers that have nothing to do but leave.
constexpr milliseconds leave_time{1000};

// The places in what is polled.
enum : std::size_t { at_stop, at_bell, at_source, at_lanes };
enum : std::size_t { at_pidfd, at_results, at_tasks, per_lane };

const pollfd& of_lane(const std::vector<pollfd>& polled, std::size_t lane, std::size_t place) {
    return polled[at_lanes + lane * per_lane + place];
}

} // namespace

ProcessRun::ProcessRun(const ExecutorOptions& options, unsigned lanes, BatchSource& source,
                       const Worker& worker, ResultSink& sink, const StopFlag& stop)
    : options_(options), supplies_(options), watch_(lanes, options.extra_lanes.value_or(0)),
      source_(source), worker_(worker), sink_(sink), stop_(stop) {
}

Expected<void> ProcessRun::run() {
    IMGBATCH_TRY(start_first_lanes());
    while (true) {
        if (!kill_at_ && stop_.requested()) {
            begin_ending(options_.grace);
        }
        hand_out();
        if (!kill_at_ && all_done()) {
            begin_ending(leave_time);
        }
        if (kill_at_ && lanes_.empty()) {
            break;
        }
        if (auto answered = supplies_.answer(lanes_); !answered && !kill_at_) {
            fail(std::move(answered).error());
        }
        wait();
        expire_silent_lanes();
        watch_.look(lanes_, Clock::now());
    }
    if (error_) {
        return *std::move(error_);
    }
    return {};
}

// Starting workers and handing out.

Expected<void> ProcessRun::start_first_lanes() {
    const int bell = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (bell < 0) {
        return system_error(OutcomeClass::internal, Stage::worker, "cannot make an eventfd", errno);
    }
    IMGBATCH_TRY(bell_, above_standard_streams(Fd(bell)));
    while (lanes_.size() < watch_.wanted()) {
        if (auto added = add_lane(); !added) {
            if (lanes_.empty()) {
                return added;
            }
            break;
        }
    }
    return {};
}

Expected<void> ProcessRun::add_lane() {
    std::vector<int> of_siblings;
    for (const auto& lane : lanes_) {
        const auto descriptors = lane->child().descriptors();
        of_siblings.insert(of_siblings.end(), descriptors.begin(), descriptors.end());
    }
    const auto of_tasks = supplies_.descriptors();
    of_siblings.insert(of_siblings.end(), of_tasks.begin(), of_tasks.end());
    const auto body = [this](const ChildEnds& ends) {
        serve_tasks(ends, bell_.get(), options_, supplies_.needs(), worker_);
    };
    auto child = ChildProcess::start(body, of_siblings,
                                     supplies_.has_broker() ? WithSocket::yes : WithSocket::no);
    short_of_lanes_ = !child;
    if (!child) {
        start_again_ = Clock::now() + start_pause;
        return std::move(child).error();
    }
    lanes_.push_back(std::make_unique<Lane>(*std::move(child), options_.timeout,
                                            supplies_.needs().size(),
                                            options_.confinement.lock_in != nullptr));
    return {};
}

void ProcessRun::complete_lanes() {
    const bool work_left = !queue_.empty() || !source_ended_;
    while (work_left && lanes_.size() < watch_.wanted() &&
           (lanes_.empty() || !short_of_lanes_ || Clock::now() >= start_again_)) {
        if (auto added = add_lane(); !added) {
            if (lanes_.empty()) {
                fail(std::move(added).error());
            }
            return;
        }
    }
}

void ProcessRun::hand_out() {
    if (kill_at_) {
        return;
    }
    complete_lanes();
    // Idle workers first, then those that have nothing waiting.
    hand_to_lanes_of_depth(0);
    hand_to_lanes_of_depth(1);
}

void ProcessRun::hand_to_lanes_of_depth(std::size_t depth) {
    for (const auto& lane : lanes_) {
        if (kill_at_ || stop_.requested()) {
            return;
        }
        if (lane->ledger().depth() != depth || !lane->has_room()) {
            continue;
        }
        if (auto parcel = next_parcel(*lane)) {
            lane->hand(*std::move(parcel), next_batch_++, Clock::now());
        }
    }
}

std::optional<Parcel> ProcessRun::next_parcel(const Lane& lane) {
    // A suspect runs alone in a fresh worker; where none can be had, an idle one must do.
    const bool may_take_suspect = lane.idle() && (lane.ledger().fresh() || short_of_lanes_);
    if (may_take_suspect ? queue_.empty() : !queue_.has_ordinary()) {
        pull();
    }
    return queue_.take(may_take_suspect);
}

void ProcessRun::pull() {
    while (!source_ended_ && !source_waits_ && !queue_.has_ordinary()) {
        Pulled pulled = source_.next();
        if (auto* batch = std::get_if<Batch>(&pulled)) {
            auto refused = queue_.add(std::move(*batch));
            for (TaskResult& result : refused) {
                tell(std::move(result));
            }
        } else if (const auto* not_yet = std::get_if<NotYet>(&pulled)) {
            source_waits_ = *not_yet;
        } else {
            source_ended_ = true;
        }
    }
}

// Waiting.

void ProcessRun::wait() {
    const auto now = Clock::now();
    const bool listen = now >= listen_again_;
    auto polled = watched(listen);
    const int timeout_ms = poll_timeout_ms(now);
    const int ready = ::poll(polled.data(), polled.size(), timeout_ms);
    forgive_absence(timeout_ms);
    if (ready < 0) {
        return; // EINTR: a handler of the host has run, or the program was stopped and goes on
    }
    if (source_waits_ && (source_waits_->fd < 0 || polled[at_source].revents != 0)) {
        source_waits_.reset();
    }
    if (polled[at_bell].revents != 0) {
        std::uint64_t rings = 0;
        [[maybe_unused]] const auto got = ::read(bell_.get(), &rings, sizeof rings);
        if (!listen) {
            polled = watched(true);
            if (::poll(polled.data(), polled.size(), 0) < 0) {
                return;
            }
        }
    }
    look_at_lanes(polled);
}

std::vector<pollfd> ProcessRun::watched(bool listen) const {
    std::vector<pollfd> all(at_lanes + lanes_.size() * per_lane, pollfd{-1, 0, 0});
    all[at_bell] = {bell_.get(), POLLIN, 0};
    // Readable for good from the request on: heeding it twice would be spinning.
    if (!kill_at_) {
        all[at_stop] = {stop_.wait_fd(), POLLIN, 0};
        all[at_source] = {source_waits_ ? source_waits_->fd : -1, POLLIN, 0};
    }
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const Lane& lane = *lanes_[i];
        pollfd* const places = &all[at_lanes + i * per_lane];
        places[at_pidfd] = {lane.child().pidfd(), POLLIN, 0};
        if (lane.listening() && (listen || lane.inside_frame())) {
            places[at_results] = {lane.child().from_child(), POLLIN, 0};
        }
        if (lane.wants_to_write()) {
            places[at_tasks] = {lane.child().to_child(), POLLOUT, 0};
        }
    }
    return all;
}

int ProcessRun::poll_timeout_ms(Clock::time_point now) const {
    constexpr auto never = Clock::time_point::max();
    auto wake_at = kill_at_.value_or(never);
    for (const auto& lane : lanes_) {
        if (const auto deadline = lane->deadline()) {
            wake_at = std::min({wake_at, *deadline, now + heartbeat});
        }
    }
    if (const auto look = watch_.due(); look && !kill_at_) {
        wake_at = std::min(wake_at, *look);
    }
    if (now < listen_again_) {
        wake_at = std::min(wake_at, listen_again_);
    }
    if (source_waits_ && source_waits_->fd < 0 && !kill_at_) {
        wake_at = std::min(wake_at, now + milliseconds(blind_wait_ms));
    }
    if (wake_at == never) {
        return -1;
    }
    const auto left = std::chrono::ceil<milliseconds>(wake_at - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

void ProcessRun::forgive_absence(int timeout_ms) {
    const auto now = Clock::now();
    const auto excess = now - awake_at_ - milliseconds(std::max(timeout_ms, 0));
    awake_at_ = now;
    if (timeout_ms >= 0 && excess >= absence) {
        for (const auto& lane : lanes_) {
            lane->postpone(excess);
        }
    }
}

// What came of it.

void ProcessRun::look_at_lanes(const std::vector<pollfd>& polled) {
    std::vector<Finished> finished;
    std::vector<Lane*> dead;
    const auto now = Clock::now();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        Lane& lane = *lanes_[i];
        if (of_lane(polled, i, at_tasks).revents != 0) {
            lane.flush();
        }
        if (of_lane(polled, i, at_results).revents != 0) {
            lane.receive(finished, now);
            listen_again_ = now + quiet_time;
        }
        if (of_lane(polled, i, at_pidfd).revents != 0) {
            dead.push_back(&lane);
        }
    }
    tell(finished);
    for (Lane* lane : dead) {
        bury(*lane);
    }
}

void ProcessRun::expire_silent_lanes() {
    const auto now = Clock::now();
    const bool absent = now - awake_at_ >= absence; // forgiven after the next wait
    for (const auto& lane : lanes_) {
        if (absent || lane->deadline().value_or(Clock::time_point::max()) > now) {
            continue;
        }
        // It may have spoken while the sink kept us.
        std::vector<Finished> finished;
        lane->receive(finished, now);
        tell(finished);
        if (lane->deadline().value_or(Clock::time_point::max()) <= now) {
            lane->expire();
        }
    }
    if (kill_at_ && now >= *kill_at_) {
        for (const auto& lane : lanes_) {
            lane->kill();
        }
        kill_at_ = now + leave_time;
    }
}

} // namespace imgbatch
