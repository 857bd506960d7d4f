/// The one record: a line of JSON per image and one per run, docs/record.md. Told to programs,
/// remembered in journals, read back by whoever goes on from there.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include "record/summary.h"

#include <string>
#include <string_view>

namespace imgbatch {

/// The record of type "image": one line with its newline. Fields that have nothing to say are left
/// out. `message` and `warnings` are cut to what a line may hold, names never are.
std::string to_json_line(const ImageOutcome& outcome);

enum class RecordType { image, summary };

/// A line that was read: `type` says which of the two it filled.
struct Record {
    RecordType type = RecordType::image;
    ImageOutcome image;
    RunSummary summary;
};

/// Reads a line that may come from anywhere; fields that this version does not know are passed
/// over, those that it knows must be right. Never throws. Errors (corrupt): what is wrong, without
/// the line.
Expected<Record> parse_record(std::string_view line);

} // namespace imgbatch
