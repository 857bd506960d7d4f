#include "run/confinement.h"

#include "base/atomic_file.h"
#include "base/path.h"
#include "base/try.h"
#include "codec/codec.h"
#include "codec/module/module_folders.h"
#include "sandbox/lock_in.h"
#include "sandbox/machine.h"
#include "task/image_format.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include <sys/stat.h>

namespace imgbatch {
namespace {

/// What modules, and the libraries that they need, are loaded from.
std::vector<std::string> library_places() {
    std::vector<std::string> places = module_files();
    for (const char* place : {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib",
                              "/etc/ld.so.cache", "/etc/ld.so.preload"}) {
        places.emplace_back(place);
    }
    if (const char* listed = std::getenv("LD_LIBRARY_PATH")) {
        for (std::string_view rest(listed); !rest.empty();) {
            const auto end = std::min(rest.find_first_of(":;"), rest.size());
            places.emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return places;
}

void add_once(std::vector<std::string>& paths, std::string path) {
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
        paths.push_back(std::move(path));
    }
}

/// The folder of a named file, so that the file may be replaced meanwhile; and where it is a
/// symlink the file that it leads to.
void add_input(std::vector<std::string>& readable, const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        add_once(readable, path);
        return;
    }
    add_once(readable, path_parent(path));
    if (::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
        add_once(readable, path);
    }
}

/// The most that one worker may need: four fifths of the memory that there is, so that one image
/// cannot take the machine, or what all images may be granted together if that is more.
std::uint64_t memory_budget(const ExecutorOptions& executor) {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) {
        return executor.max_memory;
    }
    const auto there_is = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
    return std::max(there_is / 5 * 4, executor.max_memory);
}

SandboxRules with_limits(Sandbox level, const ExecutorOptions& executor) {
    SandboxRules rules;
    rules.level = level;
    rules.memory_budget = memory_budget(executor);
    rules.max_file_bytes = rules.memory_budget; // an output is in memory before it is in a file
    return rules;
}

Expected<SandboxChoice> cannot(Sandbox wanted, std::string reason) {
    if (wanted == Sandbox::automatic) {
        return SandboxChoice{Sandbox::off, std::move(reason)};
    }
    return Error{OutcomeClass::usage, Stage::none,
                 "--sandbox " + std::string(to_word(wanted)) + " cannot be had: " + reason, 0};
}

/// Loads the modules of formats, by their words; a word that is no format's means nothing. What is
/// missing is told by the image that needs it.
void load_modules(const std::vector<std::string>& formats) {
    for (const std::string& word : formats) {
        const ImageFormat format = format_from_extension(word);
        if (format != ImageFormat::unknown) {
            [[maybe_unused]] const auto readable = check_readable(format);
            [[maybe_unused]] const auto writable = check_writable(format);
        }
    }
}

/// Whether `path` lies in `folder` or below it, by name.
bool lies_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) &&
           (folder.ends_with('/') || path.substr(folder.size()).starts_with('/'));
}

} // namespace

Expected<SandboxChoice> choose_sandbox(Sandbox wanted, std::string_view executor) {
    if (wanted == Sandbox::off) {
        return SandboxChoice{};
    }
    if (executor != to_word(ExecutorKind::process)) {
        return cannot(wanted, "the executor " + std::string(executor) +
                                  " works in the program itself; process has workers to lock in");
    }
    if (auto why_not = why_no_sandbox(probe_sandbox())) {
        return cannot(wanted, *std::move(why_not));
    }
    return SandboxChoice{wanted == Sandbox::strict ? Sandbox::strict : Sandbox::on, ""};
}

std::string_view to_word(Sandbox level) {
    switch (level) {
    case Sandbox::automatic:
        return "auto";
    case Sandbox::on:
        return "on";
    case Sandbox::strict:
        return "strict";
    case Sandbox::off:
        break;
    }
    return "off";
}

SandboxRules sandbox_rules_for_reading(Sandbox level, const InputOptions& input,
                                       const ScanOptions& scan, const ExecutorOptions& executor) {
    SandboxRules rules = with_limits(level, executor);
    rules.readable = library_places();
    for (const std::string& path : input.paths) {
        add_input(rules.readable, path);
    }
    // Only these say where they lead.
    if (input.files_from || scan.follow_symlinks) {
        rules.readable.emplace_back("/");
    }
    return rules;
}

SandboxRules sandbox_rules(Sandbox level, const RunOptions& options, const OutputNamer& namer) {
    SandboxRules rules =
        sandbox_rules_for_reading(level, options.input, options.scan, options.executor);
    rules.writable = namer.output_folders();
    rules.change_owners = options.output.in_place;
    if (options.output.in_place && options.scan.follow_symlinks) {
        rules.writable.emplace_back("/");
    }
    return rules;
}

SandboxRules sandbox_rules_for_folder(Sandbox level, const ExecutorOptions& executor,
                                      const std::string& folder) {
    SandboxRules rules = with_limits(level, executor);
    rules.readable.emplace_back("/");
    rules.writable.push_back(folder);
    return rules;
}

Confinement make_confinement(SandboxRules rules, OutputFormat format) {
    Confinement confinement;
    if (format != OutputFormat::same) {
        confinement.needs.emplace_back(to_word(to_image_format(format)));
    }
    // Made here, once. What is wrong with it is told by the first worker, which ends the run.
    auto filter = SyscallFilter::make(rules);
    confinement.lock_in = [rules = std::move(rules), filter = std::move(filter)](
                              const std::vector<std::string>& needs) -> Expected<void> {
        if (!filter) {
            return filter.error();
        }
        load_modules(needs);
        return lock_in(rules, *filter);
    };
    return confinement;
}

Expected<void> make_writable_folders(const SandboxRules& rules,
                                     const std::vector<std::string>& outputs) {
    for (const std::string& folder : rules.writable) {
        const bool needed =
            std::any_of(outputs.begin(), outputs.end(), [&folder](const std::string& output) {
                return lies_below(output, folder);
            });
        if (needed) {
            IMGBATCH_TRY(create_folders(folder));
        }
    }
    return {};
}

} // namespace imgbatch
