/// One line of JSON, which may be anything, taken apart into its fields.
#pragma once

#include <imgbatch/result.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace imgbatch {

/// A value that no record of ours has: null, a truth value, a negative number, a mixed list, …
struct JsonOther {};

/// An object whose values are all whole numbers.
using JsonCounts = std::vector<std::pair<std::string, std::uint64_t>>;

using JsonValue = std::variant<JsonOther, std::uint64_t, double, std::string,
                               std::vector<std::string>, JsonCounts>;

/// The fields of one object, keys unique, in the order of the line.
class JsonFields {
public:
    using List = std::vector<std::pair<std::string, JsonValue>>;

    JsonFields() = default;
    explicit JsonFields(List fields) : fields_(std::move(fields)) {}

    /// The value, or null where there is no such field.
    [[nodiscard]] const JsonValue* find(std::string_view key) const;

private:
    List fields_;
};

/// Bounds that no record of ours comes near.
constexpr std::size_t max_json_line_bytes = std::size_t{1} << 20U;
constexpr std::size_t max_json_depth = 8;
constexpr std::size_t max_json_members = 1024; ///< of the object and of each list in it

/// Reads `line`, one JSON object with or without a newline at its end. Never throws; takes memory
/// in proportion to the line, which may be 1 MiB. Errors (corrupt): not JSON or not UTF-8, no
/// object, a key that occurs twice, a number beyond its type, nested too deep, too long.
Expected<JsonFields> parse_json_line(std::string_view line);

} // namespace imgbatch
