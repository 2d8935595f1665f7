// Sweeps that outlast a process or a machine: their journal, their shards, their end before the end.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load.h"
#include "lrscope/run/journal.h"
#include "lrscope/run/map_journal.h"
#include "lrscope/run/sweep.h"
#include "options.h"
#include "shard.h"
#include "signals.h"

namespace lrscope::cli {

/// --time-limit. --journal: `kept` is what it keeps: "run", "cell".
void add_journal(Command& command, ScaleOutOptions& options, std::string_view kept, const std::string& group);
void add_time_limit(Command& command, ScaleOutOptions& options, const std::string& group);

/// --journal, --shard, --time-limit and --dry-run.
void add_scale_out_options(Command& command, ScaleOutOptions& options);

/// The shard that --shard asks for; says which, where the environment chose it.
/// Throws: UsageError, also for a search, which cannot be shared out.
Shard shard_of(const Options& options, bool is_search);

/// The journal of --journal, with a word on what it knows already; null without.
/// Throws: see Journal.
std::unique_ptr<Journal> open_journal(const Options& options, const SweepSpec& spec, const Loaded& loaded);
/// The same of a map.
std::unique_ptr<MapJournal> open_map_journal(const Options& options, const MapSpec& spec, const Loaded& loaded);

/// What is said where the time is over before there is anything to interrupt.
std::string stop_text_before_work(const Options& options, const SweepSpec& spec);
std::string stop_text_before_work(const Options& options, const MapSpec& spec);

/// "; with --journal FILE the same command could go on from there", or that it will, from the one it has.
std::string how_to_go_on(const Options& options);

/// Says how far an interrupted sweep came and how to go on; with --journal, where the command has it. Returns
/// why it ended.
Stop report_stop(const Options& options, const SweepSpec& spec, const SweepResult& sweep,
                 bool may_keep_journal);

/// Says that these runs are a share.
void note_shard(const Options& options, const SweepSpec& spec);

/// sweep --dry-run: the runs as commands, none of them run. `words`: result_words().
void write_plan(const Options& options, const std::vector<std::string>& words);

}  // namespace lrscope::cli
