#include "record/json_fields.h"

#include <nlohmann/json.hpp>

#include <exception>

namespace imgbatch {
namespace {

Error bad_line(std::string what) {
    return Error{OutcomeClass::corrupt, Stage::none, std::move(what), 0};
}

template <class List>
bool has_key(const List& list, std::string_view key) {
    for (const auto& entry : list) {
        if (entry.first == key) {
            return true;
        }
    }
    return false;
}

/// Takes the parser's events and builds fields, never a tree: depth and numbers of members are
/// bounded while reading, before anything grows. Each event answers whether to go on.
class FieldCollector final : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return take(JsonOther{}); }
    bool boolean(bool) override { return take(JsonOther{}); }
    bool number_integer(number_integer_t) override { return take(JsonOther{}); }
    bool number_unsigned(number_unsigned_t value) override { return take(std::uint64_t{value}); }
    bool number_float(number_float_t value, const string_t&) override { return take(value); }
    bool string(string_t& value) override { return take(std::move(value)); }
    bool binary(binary_t&) override { return take(JsonOther{}); }

    bool start_object(std::size_t) override {
        return depth_ == 0 ? descend() : open(JsonCounts{}) && descend();
    }
    bool start_array(std::size_t) override {
        return depth_ == 0 ? fail("not an object") : open(std::vector<std::string>{}) && descend();
    }
    bool end_object() override { return ascend(); }
    bool end_array() override { return ascend(); }

    bool key(string_t& key) override {
        if (depth_ == 1) {
            return add_key(fields_, key);
        }
        auto* counts = depth_ == 2 ? std::get_if<JsonCounts>(&current()) : nullptr;
        return counts == nullptr || add_key(*counts, key);
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        return fail("not JSON at byte " + std::to_string(position));
    }

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] JsonFields finish() && { return JsonFields(std::move(fields_)); }

private:
    JsonValue& current() { return fields_.back().second; }

    /// A value that is neither list nor object.
    bool take(JsonValue&& value) {
        if (depth_ == 0) {
            return fail("not an object");
        }
        if (depth_ == 1) {
            current() = std::move(value);
        } else if (depth_ == 2) {
            return take_member(std::move(value));
        }
        return true;
    }

    /// Within a list or object that is a field's value: one unfit member makes the whole unfit.
    bool take_member(JsonValue&& value) {
        auto* texts = std::get_if<std::vector<std::string>>(&current());
        auto* counts = std::get_if<JsonCounts>(&current());
        if (texts != nullptr && std::holds_alternative<std::string>(value)) {
            texts->push_back(std::get<std::string>(std::move(value)));
            return texts->size() <= max_json_members || fail("too many values in a list");
        }
        if (counts != nullptr && std::holds_alternative<std::uint64_t>(value)) {
            counts->back().second = std::get<std::uint64_t>(value);
        } else {
            current() = JsonOther{};
        }
        return true;
    }

    bool open(JsonValue&& value) {
        if (depth_ == 1) {
            current() = std::move(value);
        } else if (depth_ == 2) {
            current() = JsonOther{};
        }
        return true;
    }

    /// With an empty value, or 0, until one comes.
    template <class List>
    bool add_key(List& list, std::string& key) {
        if (list.size() >= max_json_members) {
            return fail("too many fields");
        }
        if (has_key(list, key)) {
            return fail("a field that occurs twice");
        }
        list.emplace_back().first = std::move(key);
        return true;
    }

    bool descend() { return ++depth_ <= max_json_depth || fail("nested too deep"); }
    bool ascend() {
        --depth_;
        return true;
    }

    bool fail(std::string what) {
        if (problem_.empty()) {
            problem_ = std::move(what);
        }
        return false;
    }

    JsonFields::List fields_;
    std::size_t depth_ = 0;
    std::string problem_;
};

} // namespace

const JsonValue* JsonFields::find(std::string_view key) const {
    for (const auto& [known, value] : fields_) {
        if (known == key) {
            return &value;
        }
    }
    return nullptr;
}

Expected<JsonFields> parse_json_line(std::string_view line) {
    if (line.size() > max_json_line_bytes) {
        return bad_line("a line of more than 1 MiB");
    }
    try {
        FieldCollector collector;
        if (!nlohmann::json::sax_parse(line, &collector)) {
            return bad_line(collector.problem());
        }
        return std::move(collector).finish();
    } catch (const std::bad_alloc&) {
        return Error{OutcomeClass::memory, Stage::none, "not enough memory for a line", 0};
    } catch (const std::exception& error) {
        return bad_line(error.what());
    }
}

} // namespace imgbatch
