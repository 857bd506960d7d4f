/// The one macro of this project: return early with the error of an Expected.
///
///   IMGBATCH_TRY(write_all(fd, data));          // Expected<void>
///   IMGBATCH_TRY(auto info, probe(data));       // declares `info` from Expected<T>
#pragma once

// A declaration cannot stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define IMGBATCH_TRY_JOIN_(a, b) a##b
#define IMGBATCH_TRY_NAME_(line) IMGBATCH_TRY_JOIN_(imgbatch_try_, line)
#define IMGBATCH_TRY_VOID_(name, expression)                                                       \
    if (auto name = (expression); !name)                                                           \
    return std::move(name).error()
#define IMGBATCH_TRY_VALUE_(name, declaration, expression)                                         \
    auto name = (expression);                                                                      \
    if (!name)                                                                                     \
        return std::move(name).error();                                                            \
    declaration = *std::move(name)
#define IMGBATCH_TRY_1_(expression) IMGBATCH_TRY_VOID_(IMGBATCH_TRY_NAME_(__LINE__), expression)
#define IMGBATCH_TRY_2_(declaration, expression)                                                   \
    IMGBATCH_TRY_VALUE_(IMGBATCH_TRY_NAME_(__LINE__), declaration, expression)
#define IMGBATCH_TRY_PICK_(a, b, chosen, ...) chosen
#define IMGBATCH_TRY(...)                                                                          \
    IMGBATCH_TRY_PICK_(__VA_ARGS__, IMGBATCH_TRY_2_, IMGBATCH_TRY_1_, )(__VA_ARGS__)
// NOLINTEND(bugprone-macro-parentheses)
