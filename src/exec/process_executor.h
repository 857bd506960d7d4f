/// Forked workers over pipes: a crash, a hang or a leak costs one task, not the run.
///
///     parent: one thread, one poll loop                       worker: forked, one task at a time
///    ┌───────────────────────────────────┐                   ┌─────────────────────────────┐
///    │ source ─▶ WorkQueue               │                   │ serve_tasks()               │
///    │              │ parcels            │  batch frames     │                             │
///    │           Lane ── ChildProcess ── to_child ─────────▶ in                            │
///    │           │    └─ Ledger       ── from_child ◀─────── out                           │
///    │           │       (begun? done?)  │  BEGIN, DONE, TIME                              │
///    │ sink ◀────┘ results            ── pidfd  ◀─ its end   │                             │
///    │           bell ◀───────────────── eventfd, shared ─── bell                          │
///    └───────────────────────────────────┘  by all lanes     └─────────────────────────────┘
///
/// Owners: the run owns its lanes, a lane its child, a child its pid, pidfd and two pipe ends; when
/// the run ends, by whatever way, every child is reaped and every descriptor closed.
///
/// Quick and cheap at once: a worker writes once per task, and the parent is woken by the bell when
/// a batch is done; else it looks at most every few ms. Blame is exact all the same, since what a
/// worker wrote outlives it in the pipe.
#pragma once

#include <imgbatch/executor.h>

namespace imgbatch {

class ProcessExecutor final : public Executor {
public:
    /// `lanes`: worker processes, at least 1; in place of options.jobs.
    ProcessExecutor(const ExecutorOptions& options, unsigned lanes)
        : options_(options), lanes_(lanes) {}

    /// See Executor::run. The sink is called by the calling thread. Also an Error (internal): this
    /// process has threads already, whose locks a forked worker would inherit as they stand.
    Expected<void> run(BatchSource& source, const Worker& worker, ResultSink& sink,
                       const StopFlag& stop) override;
    [[nodiscard]] std::string_view name() const override { return "process"; }
    [[nodiscard]] unsigned lanes() const override { return lanes_; }

private:
    ExecutorOptions options_;
    unsigned lanes_;
};

} // namespace imgbatch
