#include "scan/collisions.h"

#include "base/path.h"
#include "base/try.h"
#include "scan/file_id.h"
#include "scan/lexical_path.h"
#include "scan/name_claims.h"
#include "scan/output_template.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::size_t max_groups_told = 5;
constexpr std::size_t max_inputs_told = 4;

/// One use of a name: as the output of `position`, or as its input.
struct Use {
    PathKey key;
    bool output = false;
    std::size_t position = 0;

    /// Inputs before outputs, each in their order.
    friend bool operator<(const Use& a, const Use& b) {
        return std::tie(a.key, a.output, a.position) < std::tie(b.key, b.output, b.position);
    }
};

/// The outputs that want one name.
struct Group {
    std::vector<std::size_t> members; ///< in order
    std::optional<std::size_t> owner; ///< whose input the name is
};

std::string quoted(const std::string& path) {
    std::string text = "'";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F) {
            text += c;
        } else {
            constexpr std::string_view digits = "0123456789abcdef";
            text.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15U]);
        }
    }
    return text += "'";
}

bool takes_part(const PlannedOutput& output) {
    return !output.refused && !(output.planned.late_fields && has_hash_field(output.planned.path));
}

class Resolver {
public:
    explicit Resolver(std::vector<PlannedOutput>& outputs)
        : outputs_(outputs), current_(current_folder()) {}

    Expected<void> resolve(OnCollision policy) {
        refuse_own_inputs();
        const auto groups = find_groups();
        const bool in_place = !outputs_.empty() && outputs_.front().planned.in_place;
        if (in_place && policy != OnCollision::error) {
            policy = OnCollision::skip; // one file named twice: it is replaced once
        }
        switch (policy) {
        case OnCollision::error:
            return groups.empty() ? Expected<void>() : collision_error(groups);
        case OnCollision::suffix:
            add_suffixes(groups);
            return {};
        case OnCollision::append_extension:
            return append_extensions(groups);
        case OnCollision::skip:
            refuse_later(groups);
            return {};
        }
        return {};
    }

private:
    void refuse_own_inputs();
    [[nodiscard]] std::vector<Group> find_groups() const;
    [[nodiscard]] Error collision_error(const std::vector<Group>& groups) const;
    void add_suffixes(const std::vector<Group>& groups);
    Expected<void> append_extensions(const std::vector<Group>& groups);
    void refuse_later(const std::vector<Group>& groups);

    std::vector<PlannedOutput>& outputs_;
    std::string current_;
};

void Resolver::refuse_own_inputs() {
    for (PlannedOutput& output : outputs_) {
        if (!output.planned.in_place && !output.planned.late_fields &&
            path_key(output.planned.path, current_) == path_key(output.input, current_)) {
            output.refused = own_input_error();
        }
    }
}

std::vector<Group> Resolver::find_groups() const {
    std::vector<Use> uses;
    uses.reserve(2 * outputs_.size());
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        if (takes_part(outputs_[i])) {
            uses.push_back({path_key(outputs_[i].planned.path, current_), true, i});
        }
        if (!outputs_[i].planned.in_place) {
            uses.push_back({path_key(outputs_[i].input, current_), false, i});
        }
    }
    std::sort(uses.begin(), uses.end());
    std::vector<Group> groups;
    for (auto use = uses.begin(); use != uses.end();) {
        Group group;
        const PathKey key = use->key;
        for (; use != uses.end() && use->key == key; ++use) {
            if (use->output) {
                group.members.push_back(use->position);
            } else {
                group.owner = use->position;
            }
        }
        if (group.members.size() + (group.owner ? 1 : 0) > 1 && !group.members.empty()) {
            groups.push_back(std::move(group));
        }
    }
    std::sort(groups.begin(), groups.end(),
              [](const Group& a, const Group& b) { return a.members[0] < b.members[0]; });
    return groups;
}

Error Resolver::collision_error(const std::vector<Group>& groups) const {
    std::string message;
    for (std::size_t g = 0; g < std::min(groups.size(), max_groups_told); ++g) {
        const Group& group = groups[g];
        message +=
            (g == 0 ? "" : "; ") + quoted(outputs_[group.members[0]].planned.path) +
            (group.owner ? ", itself an input, would be written from " : " would be written from ");
        for (std::size_t m = 0; m < std::min(group.members.size(), max_inputs_told); ++m) {
            message += (m == 0 ? "" : ", ") + quoted(outputs_[group.members[m]].input);
        }
        if (group.members.size() > max_inputs_told) {
            message += " and " + std::to_string(group.members.size() - max_inputs_told) + " more";
        }
    }
    if (groups.size() > max_groups_told) {
        message += "; and " + std::to_string(groups.size() - max_groups_told) + " more names";
    }
    return Error{OutcomeClass::usage, Stage::plan,
                 message + " (--on-collision suffix, append-ext or skip settles it)", 0};
}

void Resolver::add_suffixes(const std::vector<Group>& groups) {
    NameClaims taken;
    for (const PlannedOutput& output : outputs_) {
        taken.claim(output.planned.path);
        taken.claim(output.input);
    }
    for (const Group& group : groups) {
        std::size_t number = 2;
        for (std::size_t m = group.owner ? 0 : 1; m < group.members.size(); ++m) {
            std::string& path = outputs_[group.members[m]].planned.path;
            const ImageName name = split_image_name(path);
            const std::string stem(name.stem);
            const std::string tail = path.substr(name.stem.size());
            do {
                path = stem;
                path.append("-").append(std::to_string(number++)).append(tail);
            } while (!taken.claim(path));
        }
    }
}

Expected<void> Resolver::append_extensions(const std::vector<Group>& groups) {
    for (const Group& group : groups) {
        for (const std::size_t member : group.members) {
            PlannedOutput& output = outputs_[member];
            const std::string_view source = path_extension(output.input);
            const ImageName name = split_image_name(output.planned.path);
            if (source.empty() || name.extension.empty()) {
                continue;
            }
            output.planned.path =
                std::string(name.stem).append(".").append(source).append(".").append(
                    name.extension);
        }
    }
    refuse_own_inputs();
    const auto left = find_groups();
    return left.empty() ? Expected<void>() : collision_error(left);
}

void Resolver::refuse_later(const std::vector<Group>& groups) {
    for (const Group& group : groups) {
        const std::string& first = outputs_[group.owner.value_or(group.members[0])].input;
        for (std::size_t m = group.owner ? 0 : 1; m < group.members.size(); ++m) {
            outputs_[group.members[m]].refused = taken_name_error(first);
        }
    }
}

} // namespace

Expected<void> resolve_collisions(std::vector<PlannedOutput>& outputs, OnCollision policy) {
    return Resolver(outputs).resolve(policy);
}

bool same_file(const std::string& a, const std::string& b) {
    const auto id_a = file_id(a);
    const auto id_b = file_id(b);
    if (id_a && id_b) {
        return *id_a == *id_b;
    }
    const std::string current = current_folder();
    return lexically_absolute(a, current) == lexically_absolute(b, current);
}

Error own_input_error() {
    return Error{OutcomeClass::collision, Stage::plan,
                 "the output is the input itself; to replace it use --in-place", 0};
}

Error taken_name_error(const std::string& first) {
    return Error{OutcomeClass::collision, Stage::plan,
                 first.empty() ? "another input of this run has claimed the name"
                               : "the name belongs to " + quoted(first),
                 0};
}

} // namespace imgbatch
