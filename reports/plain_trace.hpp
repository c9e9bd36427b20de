// A trace document in which every text is fit to be shown: anybody may have written the file.
#pragma once

#include "reports/trace.hpp"

namespace revoke_mc::reports {

/// Each text through printable(). Names, statements and values of a spec are plain already
/// (model/language/syntax/builder.hpp): a trace of a real spec stays the same; only `spec.file` may then name another
/// file.
[[nodiscard]] TraceDocument plain(TraceDocument trace);

}  // namespace revoke_mc::reports
