/// Typed access to a line's fields with one check at the end.
#pragma once

#include "record/json_fields.h"

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

/// Reads fields that may be missing or of any type. The first fault is kept, and from then on
/// answers mean nothing: read everything, then look at problem(). Absent optional fields read as 0
/// or empty. The fields must outlive the reader.
class FieldReader {
public:
    explicit FieldReader(const JsonFields& fields) : fields_(fields) {}

    /// Whether there is such a field.
    [[nodiscard]] bool has(std::string_view key) const { return fields_.find(key) != nullptr; }

    /// Makes it a fault if there is no such field.
    void require(std::string_view key);

    /// A whole number that fits T.
    template <std::integral T>
    T number(std::string_view key, T absent = 0) {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
        return has(key) ? static_cast<T>(bounded(key, most)) : absent;
    }

    double decimal(std::string_view key); ///< not negative
    std::string text(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    JsonCounts counts(std::string_view key);

    /// A name as JsonLine::name() writes it; its exact bytes.
    std::string name(std::string_view key, std::string_view bytes_key);

    void fault(std::string what);
    [[nodiscard]] const std::string& problem() const { return problem_; } ///< empty: none

private:
    std::uint64_t bounded(std::string_view key, std::uint64_t most);
    template <class T>
    T value(std::string_view key);

    const JsonFields& fields_;
    std::string problem_;
};

} // namespace imgbatch
