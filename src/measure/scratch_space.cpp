#include "measure/scratch_space.h"

#include "base/path.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include <linux/magic.h>
#include <sys/vfs.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;

bool is_tmpfs(const std::string& folder) {
    struct statfs status {};
    return ::statfs(folder.c_str(), &status) == 0 && status.f_type == TMPFS_MAGIC;
}

std::uint64_t free_bytes_of(const std::string& folder) {
    struct statfs status {};
    if (::statfs(folder.c_str(), &status) != 0) {
        return 0;
    }
    return std::uint64_t{status.f_bavail} * static_cast<std::uint64_t>(status.f_bsize);
}

} // namespace

std::string default_scratch(std::uint64_t bytes) {
    constexpr const char* shared_memory = "/dev/shm";
    if (is_tmpfs(shared_memory) && ::access(shared_memory, W_OK | X_OK) == 0 &&
        free_bytes_of(shared_memory) >= bytes) {
        return shared_memory;
    }
    const char* named = std::getenv("TMPDIR");
    return named != nullptr && *named != '\0' ? named : "/tmp";
}

Expected<ScratchSpace> ScratchSpace::create(const std::string& parent) {
    std::string path = path_join(parent, "imgbatch-bench-XXXXXX");
    if (::mkdtemp(path.data()) == nullptr) {
        return system_error(OutcomeClass::write_error, Stage::commit,
                            "cannot make a scratch folder in " + parent, errno);
    }
    const bool in_memory = is_tmpfs(path);
    return ScratchSpace(std::move(path), in_memory);
}

ScratchSpace::ScratchSpace(std::string path, bool in_memory)
    : path_(std::move(path)), in_memory_(in_memory) {
}

ScratchSpace::ScratchSpace(ScratchSpace&& other) noexcept
    : path_(std::exchange(other.path_, {})), in_memory_(other.in_memory_),
      folders_(other.folders_) {
}

ScratchSpace::~ScratchSpace() {
    [[maybe_unused]] const auto removed = remove();
}

std::string ScratchSpace::fresh_folder() {
    return path_join(path_, std::to_string(++folders_));
}

void ScratchSpace::done_with(const std::string& folder) const {
    if (in_memory_) {
        std::error_code failed; // what stays is removed at the end, or said then
        fs::remove_all(folder, failed);
    }
}

std::uint64_t ScratchSpace::free_bytes() const {
    return free_bytes_of(path_);
}

Expected<void> ScratchSpace::remove() {
    using namespace std::chrono_literals;
    if (path_.empty()) {
        return {};
    }
    constexpr int tries = 200;
    std::error_code failed;
    for (int i = 0; i < tries; ++i) {
        fs::remove_all(path_, failed);
        if (!failed) {
            path_.clear();
            return {};
        }
        std::this_thread::sleep_for(10ms);
    }
    return system_error(OutcomeClass::write_error, Stage::commit,
                        "cannot remove " + std::exchange(path_, {}), failed.value());
}

} // namespace imgbatch
