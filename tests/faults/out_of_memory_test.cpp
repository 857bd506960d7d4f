#include "cli/program.h"
#include "support/fault_image.h"
#include "support/skip.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;

/// Twenty images, of which one takes more memory than there is.
void write_images(const TempDir& dir, const std::string& order) {
    const std::string image = encoded(make_picture(40, 30), ImageFormat::png);
    for (int i = 0; i < 20; ++i) {
        dir.write("photos/" + std::to_string(i) + ".png",
                  i == 7 ? with_fault(image, Stage::decode, order) : image);
    }
}

std::string resize_command(const std::string& before) {
    return before + "; exec '" IMGBATCH_PROGRAM
                    "' resize photos --size 20 -o out --json --executor process -j 2 --batch 4";
}

void check_one_failed(const TempDir& dir, const CommandResult& result, const std::string& record) {
    CHECK_FALSE(result.timed_out);
    CHECK(result.exit_code == 1);
    CHECK_MESSAGE(contains(result.out, record), result.out);
    CHECK(contains(result.out, R"("images":20,"done":19,"failed":1,)"));
    CHECK(files_below(dir / "out").size() == 19);
    CHECK_FALSE(fs::exists(dir / "out/7.png"));
    CHECK_FALSE(has_temporaries(dir / "out"));
}

/// A group of processes that may have so much memory together; version 1 of control groups, which
/// has a tree for memory alone.
class MemoryGroup {
public:
    explicit MemoryGroup(const std::string& limit)
        : path_("/sys/fs/cgroup/memory/imgbatch-test-" + std::to_string(::getpid())) {
        std::error_code failed;
        made_ = fs::create_directory(path_, failed) && !failed;
        std::ofstream file(path_ + "/memory.limit_in_bytes");
        file << limit << std::flush;
        usable_ = made_ && file.good();
    }
    MemoryGroup(const MemoryGroup&) = delete;
    MemoryGroup& operator=(const MemoryGroup&) = delete;
    ~MemoryGroup() {
        if (made_) {
            ::rmdir(path_.c_str());
        }
    }

    [[nodiscard]] bool usable() const { return usable_; }
    [[nodiscard]] std::string join() const { return "echo $$ > " + path_ + "/cgroup.procs"; }

private:
    std::string path_;
    bool made_ = false;
    bool usable_ = false;
};

} // namespace

TEST_CASE("an image that gets no memory fails for that, and its worker goes on") {
    if (skipped_for_sanitizer()) {
        return;
    }
    const TempDir dir;
    write_images(dir, "alloc:20G");
    CommandSetup setup;
    setup.folder = dir.path();
    // KiB of address space, for each process.
    const auto result = run_command({"bash", "-c", resize_command("ulimit -v 4000000")}, setup);
    check_one_failed(dir, result, R"("class":"memory")");
    CHECK_FALSE(contains(result.out, R"("attempts":2)"));
}

TEST_CASE("who takes the memory of all is killed, named, and nobody else is") {
    const MemoryGroup group("100M");
    if (!group.usable()) {
        skip("no memory control group can be made here");
        return;
    }
    const TempDir dir;
    write_images(dir, "alloc:200M");
    CommandSetup setup;
    setup.folder = dir.path();
    const auto result = run_command({"bash", "-c", resize_command(group.join())}, setup);
    check_one_failed(dir, result, R"("class":"killed")");
    CHECK(contains(result.out, R"("signal":9,"attempts":2)"));
}

} // namespace imgbatch::test
