#include "exec/worker_context.h"

#include <unistd.h>

#include <cassert>
#include <cstdlib>
#include <utility>

namespace imgbatch {

void WorkerContext::allow_time(std::chrono::milliseconds whole) {
    outbox_.add(TimeMessage{batch_, index_, whole});
    outbox_.send(Outbox::Ring::if_large);
}

void WorkerContext::need_memory(std::uint64_t bytes) {
    if (!rules_.memory_is_limited || std::exchange(needed_, true)) {
        return;
    }
    outbox_.add(NeedMessage{batch_, index_, bytes});
    if (!outbox_.send(Outbox::Ring::always) || !inbox_.wait_for_grant(batch_, index_)) {
        ::_exit(EXIT_SUCCESS);
    }
}

Handed WorkerContext::fetch() {
    if (rules_.socket < 0 || std::exchange(fetched_, true)) {
        return {};
    }
    outbox_.add(FetchMessage{batch_, index_});
    const bool asked = outbox_.send(Outbox::Ring::always);
    auto taken = take_over(rules_.socket);
    if (!asked || !taken) {
        ::_exit(EXIT_FAILURE);
    }
    files_ = *std::move(taken);
    Handed handed;
    for (const Fd& file : files_.files) {
        handed.descriptors.push_back(file.get());
    }
    handed.note = files_.note;
    return handed;
}

bool WorkerContext::give_back(std::string_view need) {
    assert(!need.empty() && need.size() <= max_need_name);
    if (rules_.confined) {
        given_back_ = need;
    }
    return rules_.confined;
}

} // namespace imgbatch
