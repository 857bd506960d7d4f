#include "wire/message.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::array endings{OutcomeClass::ok, OutcomeClass::crashed, OutcomeClass::memory};
/// Index, cost and length of a task with an empty payload.
constexpr std::size_t smallest_task = 8 + 8 + 4;
/// A deadline further away than this is none, and nanoseconds cannot overflow.
constexpr std::uint64_t longest_ms = 1'000'000'000'000;

Error bad_message(std::string_view what) {
    return Error{OutcomeClass::internal, Stage::worker, std::string(what), 0};
}

Expected<Message> decode_batch(const Frame& frame) {
    ByteReader in(frame.payload);
    BatchMessage message{frame.batch, {}};
    const auto count = in.number<std::uint32_t>();
    if (count > in.remaining() / smallest_task) {
        return bad_message("a batch that is shorter than it says");
    }
    message.tasks.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        Task task;
        task.index = in.number<std::uint64_t>();
        task.cost = in.number<std::uint64_t>();
        task.payload = in.text();
        message.tasks.push_back(std::move(task));
    }
    if (!in.finished()) {
        return bad_message("a malformed batch");
    }
    return Message(std::move(message));
}

/// The messages that say no more than which task they are about.
template <class M>
Expected<Message> decode_index(const Frame& frame) {
    ByteReader in(frame.payload);
    const M message{frame.batch, in.number<std::uint64_t>()};
    if (!in.finished()) {
        return bad_message("a malformed begin, grant or fetch");
    }
    return Message(message);
}

Expected<Message> decode_done(const Frame& frame) {
    ByteReader in(frame.payload);
    DoneMessage message{frame.batch, {}};
    message.result.index = in.number<std::uint64_t>();
    const auto ending = in.number<std::uint8_t>();
    message.result.message = in.text();
    message.result.payload = in.text();
    if (!in.finished() || ending >= endings.size()) {
        return bad_message("a malformed result");
    }
    message.result.ending = endings[ending];
    return Message(std::move(message));
}

Expected<Message> decode_time(const Frame& frame) {
    ByteReader in(frame.payload);
    TimeMessage message{frame.batch, in.number<std::uint64_t>(), {}};
    const auto whole = std::min(in.number<std::uint64_t>(), longest_ms);
    message.whole = std::chrono::milliseconds(static_cast<std::int64_t>(whole));
    if (!in.finished()) {
        return bad_message("a malformed time");
    }
    return Message(message);
}

Expected<Message> decode_need(const Frame& frame) {
    ByteReader in(frame.payload);
    NeedMessage message{frame.batch, in.number<std::uint64_t>(), 0};
    message.bytes = in.number<std::uint64_t>();
    if (!in.finished()) {
        return bad_message("a malformed need");
    }
    return Message(message);
}

Expected<Message> decode_give_back(const Frame& frame) {
    ByteReader in(frame.payload);
    GiveBackMessage message{frame.batch, in.number<std::uint64_t>(), {}};
    message.need = in.text();
    if (!in.finished() || message.need.empty() || message.need.size() > max_need_name) {
        return bad_message("a malformed give-back");
    }
    return Message(std::move(message));
}

Expected<Message> decode_refused(const Frame& frame) {
    ByteReader in(frame.payload);
    const auto code = outcome_class_from_word(in.text());
    const auto stage = stage_from_word(in.text());
    const auto reason = in.number<std::uint32_t>();
    std::string text = in.text();
    constexpr std::uint32_t largest_errno = 4095;
    if (!in.finished() || !code || !stage || reason > largest_errno) {
        return bad_message("a malformed refusal");
    }
    return Message(RefusedMessage{{*code, *stage, std::move(text), static_cast<int>(reason)}});
}

/// Appends a frame of a message that says no more than which task it is about.
template <class M>
void append_index(std::string& out, FrameType type, const M& message) {
    ByteWriter payload;
    payload.number(message.index);
    append_frame(out, type, message.batch, std::move(payload).finish());
}

} // namespace

void append(std::string& out, const BatchMessage& message) {
    ByteWriter payload;
    payload.number(static_cast<std::uint32_t>(message.tasks.size()));
    for (const Task& task : message.tasks) {
        payload.number(task.index);
        payload.number(task.cost);
        payload.text(task.payload);
    }
    append_frame(out, FrameType::batch, message.batch, std::move(payload).finish());
}

void append(std::string& out, const BeginMessage& message) {
    append_index(out, FrameType::begin, message);
}

void append(std::string& out, const DoneMessage& message) {
    const auto ending = std::find(endings.begin(), endings.end(), message.result.ending);
    assert(ending != endings.end());
    ByteWriter payload;
    payload.number(message.result.index);
    payload.number(static_cast<std::uint8_t>(ending - endings.begin()));
    payload.text(message.result.message);
    payload.text(message.result.payload);
    append_frame(out, FrameType::done, message.batch, std::move(payload).finish());
}

void append(std::string& out, const TimeMessage& message) {
    ByteWriter payload;
    payload.number(message.index);
    const auto whole = std::max<std::int64_t>(message.whole.count(), 0);
    payload.number(static_cast<std::uint64_t>(whole));
    append_frame(out, FrameType::time, message.batch, std::move(payload).finish());
}

void append(std::string& out, const NeedMessage& message) {
    ByteWriter payload;
    payload.number(message.index);
    payload.number(message.bytes);
    append_frame(out, FrameType::need, message.batch, std::move(payload).finish());
}

void append(std::string& out, const GrantMessage& message) {
    append_index(out, FrameType::grant, message);
}

void append(std::string& out, const FetchMessage& message) {
    append_index(out, FrameType::fetch, message);
}

void append(std::string& out, const GiveBackMessage& message) {
    ByteWriter payload;
    payload.number(message.index);
    payload.text(message.need);
    append_frame(out, FrameType::give_back, message.batch, std::move(payload).finish());
}

void append(std::string& out, const RefusedMessage& message) {
    ByteWriter payload;
    payload.text(to_word(message.error.code));
    payload.text(to_word(message.error.stage));
    payload.number(static_cast<std::uint32_t>(message.error.errno_value));
    payload.text(message.error.message);
    append_frame(out, FrameType::refused, 0, std::move(payload).finish());
}

Expected<Message> decode_message(const Frame& frame) {
    switch (frame.type) {
    case FrameType::batch:
        return decode_batch(frame);
    case FrameType::begin:
        return decode_index<BeginMessage>(frame);
    case FrameType::done:
        return decode_done(frame);
    case FrameType::time:
        return decode_time(frame);
    case FrameType::need:
        return decode_need(frame);
    case FrameType::grant:
        return decode_index<GrantMessage>(frame);
    case FrameType::fetch:
        return decode_index<FetchMessage>(frame);
    case FrameType::give_back:
        return decode_give_back(frame);
    case FrameType::refused:
        return decode_refused(frame);
    }
    return bad_message("a frame of unknown type");
}

} // namespace imgbatch
