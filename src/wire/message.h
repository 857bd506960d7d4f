/// What parent and worker say to each other, one message per frame. `text` is a u32 length and as
/// many bytes.
///
///   batch     (parent to worker) = u32 count, count x { u64 index, u64 cost, text payload }
///   begin     (worker to parent) = u64 index                      ; before the task starts
///   done      (worker to parent) = u64 index, u8 ending, text message, text payload
///   time      (worker to parent) = u64 index, u64 milliseconds    ; what the running task may take
///   need      (worker to parent) = u64 index, u64 bytes           ; waits for grant
///   grant     (parent to worker) = u64 index
///   fetch     (worker to parent) = u64 index                      ; waits for the broker's answer,
///                                                                 ; which comes on the socket
///   give_back (worker to parent) = u64 index, text need           ; instead of done; then it
///   leaves refused   (worker to parent) = text class, text stage, u32 errno, text message
///                                                                 ; could not be locked in
///   ending    = %x00 / %x01 / %x02                                ; ok, crashed, memory
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
/// The longest name of a need.
inline constexpr std::size_t max_need_name = 64;

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

struct NeedMessage {
    std::uint64_t batch = 0;
    std::uint64_t index = 0;
    std::uint64_t bytes = 0;
};

struct GrantMessage {
    std::uint64_t batch = 0;
    std::uint64_t index = 0;
};

struct FetchMessage {
    std::uint64_t batch = 0;
    std::uint64_t index = 0;
};

struct GiveBackMessage {
    std::uint64_t batch = 0;
    std::uint64_t index = 0;
    std::string need; ///< 1 to max_need_name bytes
};

struct RefusedMessage {
    Error error;
};

/// In the order of FrameType.
using Message = std::variant<BatchMessage, BeginMessage, DoneMessage, TimeMessage, NeedMessage,
                             GrantMessage, FetchMessage, GiveBackMessage, RefusedMessage>;

/// Append one frame to `out`. No payload may be longer than max_wire_payload, no message of a
/// result or an error longer than 32 KiB, and a batch must fit into one frame.
void append(std::string& out, const BatchMessage& message);
void append(std::string& out, const BeginMessage& message);
void append(std::string& out, const DoneMessage& message);
void append(std::string& out, const TimeMessage& message);
void append(std::string& out, const NeedMessage& message);
void append(std::string& out, const GrantMessage& message);
void append(std::string& out, const FetchMessage& message);
void append(std::string& out, const GiveBackMessage& message);
void append(std::string& out, const RefusedMessage& message);

/// Errors (internal): bytes missing, bytes left over, a value without a meaning.
Expected<Message> decode_message(const Frame& frame);

} // namespace imgbatch
