// Fences in the reservation objects of several buffers, contexts, and waits with and without the lock: small random
// specs of nothing else, to meet every time what a general generator meets now and then.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/random/dice.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/reduced_search.hpp"
#include "tests/support/symmetry.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t state_limit = 2500;

/// One random spec: an exporter with two fences, interchangeable importers with one or two each, two buffers or three.
class Spec {
public:
    explicit Spec(std::uint64_t seed) : dice_(seed), buffers_(dice_.chance(40) ? 3 : 2) {}

    std::string text() {
        std::string out = "spec \"fences\"; use dma_buf;\n";
        for (int k = 0; k < buffers_; ++k) out += "dma_buf b" + std::to_string(k) + " of ram;\n";
        out += "exporter ram {\n dma_fence_context ring;\n" + fence("own") + fence("other") +
               " int map_dma_buf(attachment *a) { return 0; }\n void unmap_dma_buf(attachment *a) { }\n" +
               thread("work_on", {"own", "other"}) + irq({"own", "other"}) + "}\n";
        const std::string count = dice_.chance(70) ? "[2]" : "";
        out += "importer card" + count + " {\n dma_fence_context ring;\n attachment att of " + buffer() +
               " : static;\n mapping m of att;\n" + fence("job") + thread("run", {"job"}) + irq({"job"}) + "}\n";
        return out + "always fence_signals_once, fence_signals_in_order, fence_never_weakened, lock_discipline;\n" +
               "possible (exists (fence f where f.pending) f.in_resv[b1] == WRITE) as listed;\n" +
               "never (!resv_idle(b0, BOOKKEEP) && resv_idle(b1, READ)) as idle;\n";
    }

private:
    std::string buffer() { return "b" + std::to_string(dice_.below(static_cast<std::size_t>(buffers_))); }
    std::string usage() { return dice_.pick(std::vector<std::string>{"KERNEL", "WRITE", "READ", "BOOKKEEP"}); }
    std::string fence(const std::string& name) {
        return " fence " + name + " of " + buffer() + (dice_.chance(60) ? " context ring;\n" : ";\n");
    }
    std::string wait() {
        return dice_.pick(std::vector<std::string>{"dma_resv_wait", "dma_resv_wait_interruptible",
                                                   "dma_resv_wait_timeout", "dma_resv_test_signaled"});
    }
    std::string locked(const std::string& b, const std::string& f) {
        switch (dice_.below(5)) {
        case 0: return wait() + "(" + b + ", " + usage() + "); ";
        case 1: return "if (holds(" + b + ".resv)) skip; ";
        case 2: return "if (" + f + ".pending) job_depends(&" + f + ", " + buffer() + ", " + usage() + "); ";
        default: return "dma_resv_add_fence(" + b + ", &" + f + ", " + usage() + "); ";
        }
    }
    std::string statement(const std::string& f) {
        const std::string b = buffer();
        switch (dice_.below(6)) {
        case 0: return wait() + "(" + b + ", " + usage() + ");";
        case 1: return "rest: await (ready(&" + f + "));";
        case 2:
            return "dma_buf_begin_cpu_access(" + b +
                   dice_.pick(std::vector<std::string>{");", ", DMA_TO_DEVICE);", ", DMA_FROM_DEVICE);"});
        case 3: return "if (!" + f + ".pending) dma_fence_init(&" + f + ");";
        default:
            return "dma_resv_lock(" + b + "); if (!" + f + ".pending) dma_fence_init(&" + f + "); " + locked(b, f) +
                   (dice_.chance(50) ? locked(b, f) : "") + "dma_resv_unlock(" + b + ");";
        }
    }
    std::string thread(const std::string& name, const std::vector<std::string>& fences) {
        std::string out = " thread " + name + " {\n";
        for (int i = dice_.between(2, 4); i > 0; --i) out += "  " + statement(dice_.pick(fences)) + "\n";
        return out + " }\n";
    }
    std::string irq(const std::vector<std::string>& fences) {
        std::string out = " device irq { loop { either { await (false); }";
        for (const std::string& f : fences)
            out += " or { atomic { await (" + f + ".pending" + (dice_.chance(40) ? " && ready(&" + f + ")" : "") +
                   "); dma_fence_signal(&" + f + "); } }";
        return out + " } }\n";
    }

    random_specs::Dice dice_;
    int buffers_;
};

struct Tally {
    std::size_t compared = 0, with_groups = 0;
};

void compare(std::uint64_t seed, Tally& tally) {
    const std::string text = Spec(seed).text();
    INFO("seed " << seed << '\n' << text);
    const auto program = check::check(syntax::load_text("fences.rvk", text), {});
    const auto engines = tests::compare_engines(program, state_limit);
    CHECK(engines.difference == "");
    if (engines.skipped) return;
    ++tally.compared;
    const auto symmetry = tests::check_symmetry(program, state_limit);
    CHECK(symmetry.difference == "");
    tally.with_groups += symmetry.groups != 0 ? 1 : 0;
    CHECK(tests::compare_reduced(program, reduce::Strength::full, state_limit).difference == "");
}

}  // namespace

TEST_CASE("fences of several buffers, in contexts, waited for with and without the lock: random specs agree") {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 80; ++seed) compare(seed, tally);
    CHECK(tally.compared >= 30);
    CHECK(tally.with_groups >= 10);
}

TEST_CASE("thousands of random specs with fences agree", "[.soak]") {
    Tally tally;
    for (std::uint64_t seed = 1000; seed < 6000; ++seed) compare(seed, tally);
}
