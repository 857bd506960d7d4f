/// Maps a function over texts, sequentially, by threads or by processes: one word decides.
///
///   count_letters sequential|tbb|process|auto TEXT...
///
/// prints each text with the number of its letters. A text that holds "crash" ends its worker the
/// hard way: with `process` it costs that one result, with the others the whole program.
#include <imgbatch/executor.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

/// Hands out one text after the other, each as a batch of one task.
class Texts : public imgbatch::BatchSource {
public:
    explicit Texts(std::vector<std::string> texts) : texts_(std::move(texts)) {}

    imgbatch::Pulled next() override {
        if (position_ == texts_.size()) {
            return imgbatch::NoMore{};
        }
        imgbatch::Batch batch;
        batch.tasks.push_back({.index = position_, .cost = 1, .payload = texts_[position_]});
        ++position_;
        return batch;
    }

private:
    std::vector<std::string> texts_;
    std::size_t position_ = 0;
};

/// Keeps the results in the order of the tasks; they come in any order.
class Results : public imgbatch::ResultSink {
public:
    void accept(imgbatch::TaskResult result) override {
        by_index_[result.index] = std::move(result);
    }

    [[nodiscard]] const std::map<std::uint64_t, imgbatch::TaskResult>& by_index() const {
        return by_index_;
    }

private:
    std::map<std::uint64_t, imgbatch::TaskResult> by_index_;
};

/// The function. It may run in another process, so what it knows comes in and goes out as bytes.
std::string count_letters(const imgbatch::Task& task, imgbatch::TaskContext& /*context*/) {
    if (task.payload.find("crash") != std::string::npos) {
        std::abort();
    }
    const auto is_letter = [](unsigned char byte) { return std::isalpha(byte) != 0; };
    return std::to_string(std::count_if(task.payload.begin(), task.payload.end(), is_letter));
}

std::optional<imgbatch::ExecutorKind> kind_from_word(std::string_view word) {
    using imgbatch::ExecutorKind;
    for (const ExecutorKind kind : {ExecutorKind::automatic, ExecutorKind::process,
                                    ExecutorKind::tbb, ExecutorKind::sequential}) {
        if (word == imgbatch::to_word(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

int fail(std::string_view message) {
    std::cerr << "count_letters: " << message << '\n';
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() < 2) {
        return fail("usage: count_letters sequential|tbb|process|auto TEXT...");
    }
    const auto kind = kind_from_word(arguments.front());
    if (!kind) {
        return fail("no executor is called '" + arguments.front() + "'");
    }
    const auto stop = imgbatch::StopFlag::create();
    if (!stop) {
        return fail(stop.error().message);
    }

    const std::vector<std::string> texts(arguments.begin() + 1, arguments.end());
    Texts source(texts);
    Results results;
    const auto executor = imgbatch::make_executor({.kind = *kind});
    if (const auto done = executor->run(source, count_letters, results, *stop); !done) {
        return fail(done.error().message);
    }

    bool all_ok = true;
    for (const auto& [index, result] : results.by_index()) {
        const bool ok = result.ending == imgbatch::OutcomeClass::ok;
        all_ok = all_ok && ok;
        std::cout << texts[index] << ": "
                  << (ok ? result.payload : std::string(imgbatch::to_word(result.ending))) << '\n';
    }
    return all_ok ? 0 : 1;
}
