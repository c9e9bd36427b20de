// Documents written by hand, with something in every field.
#pragma once

#include <string>
#include <utility>

#include "reports/ci/check_run.hpp"
#include "reports/result.hpp"
#include "reports/trace.hpp"

namespace revoke_mc::tests {

inline reports::PropertyResult sample_property(std::string name, std::string kind, reports::Verdict verdict) {
    reports::PropertyResult property;
    property.name = std::move(name);
    property.kind = std::move(kind);
    property.verdict = verdict;
    return property;
}

inline reports::ResultDocument sample_results() {
    using reports::Verdict;
    reports::SpecResult holds;
    holds.spec = "specs/drivers/vfio-iommufd.rvk";
    holds.params = {{"N", 2, false}, {"PINNED", 1, true}};
    holds.verdict = Verdict::holds;
    holds.as_expected = true;
    holds.states = 24921;
    holds.transitions = 85962;
    holds.depth = 81;
    holds.bits_per_state = 61;
    holds.seconds = 0.125;
    holds.peak_bytes = 4096;
    holds.threads = 2;
    holds.properties = {sample_property("deadlock", "builtin", Verdict::holds)};
    holds.coverage = "all";
    holds.findings = {{"u.t: x = true;: never runs", "step", "a.rvk:3:9", "this is never carried out", {}},
                      {"P: premise never true", "premise", "a.rvk:9:9", "this condition is never true", "known"}};
    holds.warnings = {"vfio.rvk:12:9: warning: x++"};

    reports::SpecResult violated = holds;
    violated.spec = "specs/bugs/b02.rvk";
    violated.verdict = Verdict::violated;
    violated.as_expected = false;
    violated.properties = {sample_property("safe_reuse", "assertion", Verdict::violated),
                           sample_property("told", "invariant", Verdict::holds)};
    violated.properties[0].trace = "out/b02.safe_reuse.json";
    violated.properties[0].blame = "exporter";
    violated.unexpected = {"safe_reuse is violated", "24,920 states expected, 24,921 found"};

    reports::SpecResult incomplete = holds;
    incomplete.spec = "big.rvk";
    incomplete.verdict = Verdict::incomplete;
    incomplete.as_expected = false;
    incomplete.reason = "memory";
    incomplete.properties[0].verdict = Verdict::incomplete;

    reports::SpecResult error;
    error.spec = "wrong.rvk";
    error.error = "wrong.rvk:1:1: error: expected `spec`";
    return {{holds, violated, incomplete, error},
            {{"u.f: never called", "function", "parts/p.rvk:3:9", "u.f is never called", {}}}};
}

/// A driver that hands memory on while an importer still uses it: three threads, a lock, a cut at the end.
inline reports::TraceDocument sample_trace() {
    const std::string spec = "specs/bugs/b02.rvk";
    const auto at = [&](int line) { return spec + ":" + std::to_string(line) + ":9"; };
    reports::TraceDocument trace;
    trace.spec = {spec, "B02: no wait before reuse", "xxh3:0123456789abcdef", {{"N", 2, false}, {"P", 1, true}}};
    trace.property = {"safe_reuse", "assertion", "safe_reuse", spec + ":60:8"};
    trace.initial.values = {
        {"bar.resv", "free"}, {"bar.place", "0"}, {"bar.mem[0]", "OURS"}, {"vfio.revoked", "false"}};
    trace.initial.threads = {{"vfio.reset", "mutex_lock(bar.resv);", at(20)}, {"iommufd[0].engine", "end", ""}};
    trace.initial.state = "xxh3:0000000000000001";

    reports::TraceStep lock;
    lock.thread = "vfio.reset";
    lock.instance = "vfio";
    lock.place = "<kernel>/dma_resv.rvk:12:5";
    lock.call_stack = {{"vfio.reset", at(20), "dma_resv_lock(bar);"},
                       {"dma_resv_lock", "<kernel>/dma_resv.rvk:12:5", "mutex_lock(b->resv);"}};
    lock.statement = "mutex_lock(b->resv);";
    lock.changes = {{"bar.resv", "free", "vfio.reset"}, {"vfio.reset: k", "0", "3"}};
    lock.locks = {{"vfio.reset", {"bar.resv"}}};
    lock.state = "xxh3:0000000000000002";

    reports::TraceStep write;
    write.thread = "iommufd[0].engine";
    write.instance = "iommufd[0]";
    write.place = at(44);
    write.statement = "atomic { await (iova && !cached); cached = true; }";
    write.call_stack = {{"iommufd[0].engine", at(44), write.statement}};
    write.choices = {"branch 1", "k = 1"};
    write.changes = {{"iommufd[0].cached", "false", "true"}};
    write.locks = {{"vfio.reset", {"bar.resv"}}};
    write.state = "xxh3:0000000000000003";

    reports::TraceStep fault = write;
    fault.thread = "vfio.fault";
    fault.instance = "vfio";
    fault.place = at(31);
    fault.statement = "memory_reuse(bar);";
    fault.call_stack = {{"vfio.fault", at(31), fault.statement}};
    fault.choices.clear();
    fault.changes.clear();
    fault.folded = {{at(32), "assert (!reachable(bar)) as safe_reuse"}};
    fault.locks = {{"vfio.reset", {"bar.resv"}}, {"vfio.fault", {"vfio.memory_lock (read)"}}};
    fault.events = {{"safe_reuse", "memory is reused while iommufd[0].phys can reach it", at(32), "exporter"}};
    fault.state = "";
    trace.steps = {lock, write, fault};
    trace.violation = {fault.events[0].message, "vfio.fault", at(32), "exporter", {}};
    return trace;
}

/// The same results, as formats for CI get them: with places and the trace. `--strict`, exit code 2.
inline reports::CheckRun sample_run() {
    const reports::ResultDocument document = sample_results();
    reports::CheckRun run{.version = "1.2.3", .strict = true, .exit_code = 2, .specs = {}};
    for (const reports::SpecResult& result : document.results) run.specs.push_back({result, {}, {}});
    for (reports::SpecReport& spec : run.specs) spec.details.claims.resize(spec.result.properties.size());
    using Kind = reports::Surprise::Kind;
    reports::SpecReport& holds = run.specs[0];
    holds.details.remarks = {{false, "vfio.rvk:12:9", "x++ is no statement that is meant", "write x += 1"}};
    reports::SpecReport& violated = run.specs[1];
    violated.details.claims[0] = {"safe_reuse", "specs/bugs/b02.rvk:60:8", false};
    violated.details.claims[1] = {"always told", "specs/bugs/b02.rvk:61:8", false};
    violated.details.surprises = {{.kind = Kind::verdict, .property = 0},
                                  {.kind = Kind::counts, .place = "specs/bugs/b02.rvk:62:1"}};
    violated.traces = {{0, sample_trace()}};
    violated.result.properties[0].rule = {"Memory is handed on only when no mapping can reach it.", "dma-buf.c", {}};
    run.specs[3].details.remarks = {{true, "wrong.rvk:1:1", "expected `spec`", "a file begins with spec or library"}};
    run.findings = document.findings;
    return run;
}

}  // namespace revoke_mc::tests
