/// One owned file descriptor.
#pragma once

#include <imgbatch/result.h>

#include <unistd.h>

#include <utility>

namespace imgbatch {

/// Closes its descriptor when it goes. Move-only.
class Fd {
public:
    Fd() noexcept = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    ~Fd() { reset(); }

    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool valid() const noexcept { return fd_ >= 0; }
    explicit operator bool() const noexcept { return valid(); }

    /// Gives the descriptor to the caller.
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

    /// Closes now; what close() says is lost. Use close() where the answer matters.
    void reset() noexcept {
        if (fd_ >= 0) {
            ::close(std::exchange(fd_, -1));
        }
    }

    /// Closes and returns errno, 0 when all went well. The descriptor is gone either way.
    [[nodiscard]] int close() noexcept;

private:
    int fd_ = -1;
};

} // namespace imgbatch
