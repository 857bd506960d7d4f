#include "exec/process_faults.h"

#include "fault/deeds.h"

#include <cstdlib>
#include <string_view>

#include <sys/time.h>

namespace imgbatch::test {
namespace {

int next_number(std::string_view& order) {
    const std::string word(fault::first_word(order));
    return std::atoi(word.c_str()); // NOLINT(cert-err34-c): our own digits
}

/// Does what stands before the order itself.
void prepare(std::string_view& order, TaskContext& context) {
    while (true) {
        std::string_view rest = order;
        const auto word = fault::first_word(rest);
        if (word == "time") {
            context.allow_time(std::chrono::milliseconds(next_number(rest)));
        } else if (word == "need") {
            context.need_memory(static_cast<std::uint64_t>(next_number(rest)));
        } else if (word == "doom") {
            const itimerval soon{{0, 0}, {0, next_number(rest) * 1000}};
            ::setitimer(ITIMER_REAL, &soon, nullptr);
        } else {
            return;
        }
        order = rest;
    }
}

} // namespace

std::string misbehave(const Task& task, TaskContext& context) {
    std::string_view order = task.payload;
    prepare(order, context);
    const auto obeyed = fault::obey(order);
    return obeyed ? "<" + task.payload + ">" : obeyed.error().message;
}

} // namespace imgbatch::test
