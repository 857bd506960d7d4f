/// What parent and worker say to each other, one message per frame. `text` is a u32 length and as
/// many bytes.
///
///   batch (parent to worker)  = u32 count, count x { u64 index, u64 cost, text payload }
///   begin (worker to parent)  = u64 index                        ; before the task starts
///   done  (worker to parent)  = u64 index, u8 ending, text message, text payload
///   time  (worker to parent)  = u64 index, u64 milliseconds      ; what the running task may take
///   ending                    = %x00 / %x01 / %x02               ; ok, crashed, memory
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/task.h>

#include "wire/frame.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace imgbatch {

/// The longest payload of a task or of an answer that fits into a frame with all that goes along.
inline constexpr std::size_t max_wire_payload = max_frame_payload - (64U << 10);

struct BatchMessage {
    std::uint64_t batch = 0;
    std::vector<Task> tasks;
};

struct BeginMessage {
    std::uint64_t batch = 0;
    std::uint64_t index = 0;
};

struct DoneMessage {
    std::uint64_t batch = 0;
    TaskResult result; ///< ending ok, crashed or memory; a worker knows no more of itself
};

struct TimeMessage {
    std::uint64_t batch = 0;
    std::uint64_t index = 0;
    std::chrono::milliseconds whole{0}; ///< 0 to about 31 years
};

using Message = std::variant<BatchMessage, BeginMessage, DoneMessage, TimeMessage>;

/// Append one frame to `out`. No payload may be longer than max_wire_payload, no message of a
/// result longer than 32 KiB, and a batch must fit into one frame.
void append(std::string& out, const BatchMessage& message);
void append(std::string& out, const BeginMessage& message);
void append(std::string& out, const DoneMessage& message);
void append(std::string& out, const TimeMessage& message);

/// Errors (internal): bytes missing, bytes left over, a value without a meaning.
Expected<Message> decode_message(const Frame& frame);

} // namespace imgbatch
