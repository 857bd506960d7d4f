#include "exec/process_faults.h"

#include "fault/deeds.h"

#include <cstdlib>
#include <string_view>

namespace imgbatch::test {

std::string misbehave(const Task& task, TaskContext& context) {
    std::string_view order = task.payload;
    if (order.starts_with("time:")) {
        fault::first_word(order);
        const std::string milliseconds(fault::first_word(order));
        context.allow_time(std::chrono::milliseconds(std::atoi(milliseconds.c_str())));
    }
    const auto obeyed = fault::obey(order);
    return obeyed ? "<" + task.payload + ">" : obeyed.error().message;
}

} // namespace imgbatch::test
