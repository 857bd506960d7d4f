/// Errors as values: what may fail in normal life returns Expected<T>, never throws.
/// Broken invariants (a bug of ours) assert. All types here are plain values, safe to move between
/// threads.
#pragma once

#include <imgbatch/outcome_class.h>

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace imgbatch {

/// The step of the work in which something happened; written to records as to_word(Stage).
enum class Stage { none, scan, plan, read, probe, decode, transform, encode, commit, worker };

/// The stage's name as records spell it; empty for none.
std::string_view to_word(Stage stage);
std::optional<Stage> stage_from_word(std::string_view word);

/// Why something failed.
struct [[nodiscard]] Error {
    OutcomeClass code = OutcomeClass::internal; ///< what a caller branches on
    Stage stage = Stage::none;                  ///< where it happened
    std::string
        message; ///< one line for people, without the file's name; names the flag of a limit
    int errno_value = 0; ///< the system's errno, 0 where there is none
};

/// Makes an Error from `errno_value` (errno as the caller saved it): "`what`: `strerror`".
Error system_error(OutcomeClass code, Stage stage, std::string_view what, int errno_value);

/// A T, or the Error that says why there is none. Test with `if (!x)`, then use `*x` or
/// `x.error()`.
template <class T>
class [[nodiscard]] Expected {
public:
    using value_type = T;

    Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Expected(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    T& operator*() & {
        assert(has_value());
        return std::get<0>(state_);
    }
    const T& operator*() const& {
        assert(has_value());
        return std::get<0>(state_);
    }
    T&& operator*() && {
        assert(has_value());
        return std::move(std::get<0>(state_));
    }
    T* operator->() { return &**this; }
    const T* operator->() const { return &**this; }

    [[nodiscard]] const Error& error() const& {
        assert(!has_value());
        return std::get<1>(state_);
    }
    [[nodiscard]] Error&& error() && {
        assert(!has_value());
        return std::move(std::get<1>(state_));
    }

private:
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Expected<void> {
public:
    using value_type = void;

    Expected() = default;
    Expected(Error error) : error_(std::move(error)), failed_(true) {}

    [[nodiscard]] bool has_value() const noexcept { return !failed_; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const Error& error() const& {
        assert(failed_);
        return error_;
    }
    [[nodiscard]] Error&& error() && {
        assert(failed_);
        return std::move(error_);
    }

private:
    Error error_;
    bool failed_ = false;
};

} // namespace imgbatch
