// A trace document in which every text is fit to be shown: what a trace file says is anybody's.
#pragma once

#include "reports/trace.hpp"

namespace revoke_mc::reports {

/// Each text through printable(). Names, statements and values of a spec are plain already
/// (model/language/syntax/builder.hpp), so a trace that says what happens in one says the same afterwards; only
/// `spec.file` may name another file then.
[[nodiscard]] TraceDocument plain(TraceDocument trace);

}  // namespace revoke_mc::reports
