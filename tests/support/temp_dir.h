/// A folder of one test case's own.
#pragma once

#include <string>
#include <string_view>

namespace imgbatch::test {

/// Made empty under $TMPDIR or /tmp; removed with all it holds at the end, but kept and named on
/// stderr when the case was left by a failed REQUIRE. The folder belongs to the process that made
/// it: forked children leave it alone.
class TempDir {
public:
    TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir();

    [[nodiscard]] const std::string& path() const { return path_; }
    /// The path of `name` below the folder.
    [[nodiscard]] std::string operator/(std::string_view name) const;
    /// Writes a file below the folder, with the folders it needs; returns its path.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::string path_;
    int owner_pid_;
    int exceptions_before_;
};

/// The whole file; fails the test case if it cannot be read.
std::string read_file(const std::string& path);

} // namespace imgbatch::test
