// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/writer.hpp"

namespace hako::sqlite {

WriterMetrics::WriterMetrics(Metrics& metrics)
    : group_size(metrics.histogram(
          "hako_commit_group_size",
          "Writes that shared one commit.",
          group_size_buckets(),
          1
      )),
      commit_seconds(metrics.histogram(
          "hako_commit_seconds",
          "Time from the begin of a commit group to its end on disk.",
          latency_buckets(),
          1e9
      )),
      queue_depth(metrics.gauge("hako_write_queue_depth", "Writes that wait for a commit group.")),
      failed_groups(metrics.counter("hako_commit_failures", "Commit groups that failed as a whole.")
      ) {}

}  // namespace hako::sqlite
