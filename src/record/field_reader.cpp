#include "record/field_reader.h"

#include "record/base64.h"
#include "record/utf8.h"

#include <optional>

namespace imgbatch {
namespace {

std::string quoted(std::string_view key) {
    return "'" + std::string(key) + "'";
}

} // namespace

template <class T>
T FieldReader::value(std::string_view key) {
    const JsonValue* found = fields_.find(key);
    if (found == nullptr) {
        return T();
    }
    if (const T* fitting = std::get_if<T>(found)) {
        return *fitting;
    }
    fault("field " + quoted(key) + " is of the wrong type");
    return T();
}

void FieldReader::require(std::string_view key) {
    if (!has(key)) {
        fault("field " + quoted(key) + " is missing");
    }
}

std::uint64_t FieldReader::bounded(std::string_view key, std::uint64_t most) {
    const auto number = value<std::uint64_t>(key);
    if (number > most) {
        fault("field " + quoted(key) + " is too large");
    }
    return number > most ? 0 : number;
}

double FieldReader::decimal(std::string_view key) {
    const JsonValue* found = fields_.find(key);
    if (found != nullptr && std::holds_alternative<std::uint64_t>(*found)) {
        return static_cast<double>(std::get<std::uint64_t>(*found));
    }
    const auto number = value<double>(key);
    if (number < 0) {
        fault("field " + quoted(key) + " is negative");
    }
    return number;
}

std::string FieldReader::text(std::string_view key) {
    return value<std::string>(key);
}

std::vector<std::string> FieldReader::texts(std::string_view key) {
    return value<std::vector<std::string>>(key);
}

JsonCounts FieldReader::counts(std::string_view key) {
    return value<JsonCounts>(key);
}

std::string FieldReader::name(std::string_view key, std::string_view bytes_key) {
    std::string name = text(key);
    if (has(bytes_key)) {
        std::optional<std::string> bytes = decode_base64(text(bytes_key));
        // Two spellings of one name must agree, or a reader of one is lied to by the other.
        if (!bytes || is_utf8(*bytes) || repair_utf8(*bytes) != name) {
            fault("fields " + quoted(key) + " and " + quoted(bytes_key) + " do not agree");
            return {};
        }
        name = *std::move(bytes);
    }
    if (name.find('\0') != std::string::npos) {
        fault("field " + quoted(key) + " holds a NUL");
    }
    return name;
}

void FieldReader::fault(std::string what) {
    if (problem_.empty()) {
        problem_ = std::move(what);
    }
}

} // namespace imgbatch
