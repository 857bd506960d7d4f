#include "cli/resize_command.h"

#include "cli/job_command.h"

namespace imgbatch::cli {
namespace {

constexpr const char* examples = R"(
Sizes:
  800x600   fits into the box, keeps proportions    800x600!  exactly, stretched
  800       800 wide, height follows                800x600^  covers the box, nothing cut
  x600      600 high, width follows                 50%       half of each side
  Images are never enlarged unless --enlarge says so.

Examples:
  imgbatch resize ./photos --size 800x600
  imgbatch resize ./photos --size 400x400 --fit cover --gravity north -o squares
  imgbatch resize *.png --size 1200 -f webp -o '{name}-{w}.{ext}'
  imgbatch resize - --size 320 -f webp < a.jpg > a.webp      (- is one image on stdin)
  imgbatch resize ./photos --size 2000x2000 --in-place --keep-dates)";

} // namespace

ResizeCommand::ResizeCommand(CLI::App& app,
                             const std::function<void(std::function<int()>)>& choose) {
    CLI::App* command = app.add_subcommand("resize", "Resize images and re-encode them");
    command->footer(examples);
    add_job_options(*command, arguments_, Resizes::yes);
    command->callback([this, choose] { choose([this] { return run_job(arguments_); }); });
}

} // namespace imgbatch::cli
