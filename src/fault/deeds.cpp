#include "fault/deeds.h"

#include "fault/deadly_deeds.h"
#include "fault/forbidden_deeds.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

namespace imgbatch::fault {
namespace {

Error unknown(std::string_view order) {
    return Error{OutcomeClass::corrupt, Stage::none,
                 "fault: unknown order " + std::string(order.substr(0, 100)), 0};
}

std::size_t bytes_of(std::string_view size) {
    char* end = nullptr;
    const std::string text(size);
    const std::size_t number = std::strtoull(text.c_str(), &end, 10);
    switch (*end) {
    case 'K':
        return number << 10;
    case 'M':
        return number << 20;
    case 'G':
        return number << 30;
    default:
        return number;
    }
}

/// So much memory, all of it really there.
std::unique_ptr<volatile char[]> touched(std::size_t size) {
    constexpr std::size_t page = 4096;
    std::unique_ptr<volatile char[]> memory(new volatile char[size]);
    for (std::size_t i = 0; i < size; i += page) {
        memory[i] = 1;
    }
    return memory;
}

/// What leaks stays reachable, or a leak checker would end the worker in its own way.
void leak(std::size_t size) {
    struct Kept {
        std::unique_ptr<Kept> next;
        std::unique_ptr<volatile char[]> memory;
    };
    static std::unique_ptr<Kept> all;
    auto kept = std::make_unique<Kept>();
    kept->memory = touched(size);
    kept->next = std::move(all);
    all = std::move(kept);
}

void make_noise(std::size_t size) {
    const std::string block(std::size_t{1} << 16, '#');
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
        for (std::size_t left = size; left > 0;) {
            const ssize_t written = ::write(fd, block.data(), std::min(left, block.size()));
            if (written <= 0) {
                break;
            }
            left -= static_cast<std::size_t>(written);
        }
    }
}

/// Whether `path` was not there; now it is.
bool is_first_at(const std::string& path) {
    const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0) {
        ::close(fd);
    }
    return fd >= 0;
}

void append_line(const std::string& path) {
    const int fd = ::open(path.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0) {
        [[maybe_unused]] const auto written = ::write(fd, "here\n", 5);
        ::close(fd);
    }
}

void sleep_ms(std::string_view milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(bytes_of(milliseconds)));
}

/// The orders after which all goes on as if nothing had been. False: `word` is none of them.
bool do_harmless(std::string_view word, std::string_view argument) {
    if (word == "ok") {
    } else if (word == "noise") {
        make_noise(argument.empty() ? std::size_t{10} << 20 : bytes_of(argument));
    } else if (word == "throw") {
        throw std::runtime_error("as ordered");
    } else if (word == "badalloc") {
        throw std::bad_alloc();
    } else if (word == "alloc") {
        touched(bytes_of(argument));
    } else if (word == "leak") {
        leak(bytes_of(argument));
    } else if (word == "slow") {
        sleep_ms(argument);
    } else if (word == "write") {
        append_line(std::string(argument));
    } else {
        return false;
    }
    return true;
}

} // namespace

std::string_view first_word(std::string_view& order) {
    const auto colon = order.find(':');
    const auto word = order.substr(0, colon);
    order = colon == std::string_view::npos ? std::string_view() : order.substr(colon + 1);
    return word;
}

Expected<void> obey(std::string_view order) {
    std::string_view rest = order;
    const std::string_view word = first_word(rest);
    if (word == "once") {
        const std::string path(first_word(rest));
        return is_first_at(path) ? obey(rest) : Expected<void>();
    }
    if (word == "sys") {
        return do_forbidden(rest);
    }
    if (do_harmless(word, rest) || do_deadly(word, rest)) {
        return {};
    }
    return unknown(order);
}

} // namespace imgbatch::fault
