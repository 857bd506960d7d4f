/// Writes one JSON object as one line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace imgbatch {

/// Appends fields in the order they are told. Keys are our own words: ASCII, nothing to escape.
/// Values may be any bytes: what is no UTF-8 becomes U+FFFD, and control characters (C0, DEL, C1)
/// as well as U+2028 and U+2029 are escaped, so that a line is one line for every reader and does
/// nothing to a terminal it is shown on. One owner; not for several threads.
class JsonLine {
public:
    void text(std::string_view key, std::string_view value);

    /// A name of the file system: as text under `key`; where it is no UTF-8 also its bytes in
    /// base64 under `bytes_key`.
    void name(std::string_view key, std::string_view bytes_key, std::string_view value);

    void texts(std::string_view key, std::span<const std::string> values);
    void number(std::string_view key, std::uint64_t value);

    /// With six digits behind the point; 0 for what JSON has no number for.
    void decimal(std::string_view key, double value);

    void begin_object(std::string_view key);
    void end_object();

    /// The whole line with its newline.
    [[nodiscard]] std::string finish() &&;

private:
    void key(std::string_view key);
    void string(std::string_view value);

    std::string line_ = "{";
};

} // namespace imgbatch
