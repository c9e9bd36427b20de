// `revoke-mc validate` from end to end: what is explained, what is not and why, what is no log.
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/logs/log_texts.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using namespace tests::logs;
using tests::Ran;
using tests::Workplace;

namespace {

/// The example of specs/README.md, with a rule that a second start breaks.
const std::string device = R"(spec "a device";
rule started_once "It is started when it is idle." source "its manual, page 3";
enum mode { SLOW, FAST };
user card {
    lock registers;
    bool busy;
    ghost int<0..3> starts;

    int start(int channel, mode m) {
        mutex_lock(registers);
        ghost { if (starts < 3) starts++; }
        assert (starts <= 1) as started_once blames USER;
        bool was = busy;
        busy = true;
        mutex_unlock(registers);
        return was ? -EBUSY : 0;
    }

    thread submit { loop { rest: start(1, FAST); } }
    thread irq    { loop { rest: await (busy); atomic { busy = false; over: skip; } } }
}
log {
    card.start(channel, m) as "start_channel";
    step card.irq @ over;
}
always started_once;
expect violated started_once;
)";

const std::string once = R"({"n":12,"task":"sh","call":"start_channel","args":{"channel":1,"m":"FAST"}}
{"n":15,"task":"sh","return":"start_channel","value":0}
{"n":17,"task":"irq/7","at":"over","state":{"card.busy":false}}
)";

/// What is said of a log that is none.
std::string refusal(const std::string& log) {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("a.jsonl", log);
    const Ran ran = place.run("validate device.rvk a.jsonl");
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    return ran.err;
}

}  // namespace

TEST_CASE("validate: a log that is a run of the spec") {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("a.jsonl", head + once);
    const Ran ran = place.run("validate device.rvk a.jsonl --json result.json");
    CHECK(ran.code == 0);
    CHECK(ran.out == "a.jsonl: explained, all 3 events\n");
    CHECK(ran.err.empty());
    const json log = document(place, "result.json")["logs"][0];
    CHECK(log["verdict"] == "explained");
    CHECK(log["explained"] == 3);
    CHECK(log["trace"] == nullptr);
    CHECK(place.run("validate device.rvk a.jsonl --quiet").out.empty());
}

TEST_CASE("validate: compressed logs are known by their first bytes") {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("a.jsonl", head + once);
    REQUIRE(
        place.shell("gzip -k a.jsonl && mv a.jsonl.gz packed && zstd -q a.jsonl -o other && cat packed >two").code ==
        0);
    CHECK(place.run("validate device.rvk packed other two").code == 0);
    REQUIRE(place.shell("head -c 60 packed >cut.gz; head -c 60 other >cut.zst").code == 0);
    for (const std::string name : {"cut.gz", "cut.zst"}) {
        const Ran cut = place.run("validate device.rvk " + name);
        CHECK(cut.code == 2);
        CHECK(cut.err == "revoke-mc: " + name + ":1: the compressed log is cut short or damaged\n");
    }
}

TEST_CASE("validate: the first event that no run has, and why") {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("busy.jsonl", head + R"({"n":1,"task":"sh","call":"start_channel"}
{"n":2,"task":"sh","return":"start_channel","value":-16}
)");
    place.write("idle.jsonl", head + R"({"n":1,"task":"irq/7","at":"over"}
)");
    place.write("twice.jsonl", head + R"({"n":1,"task":"sh","call":"start_channel"}
{"n":2,"task":"sh","call":"start_channel"}
)");
    place.write("slow.jsonl", head + R"({"n":1,"call":"start_channel","args":{"m":"SLOW"}}
)");
    const Ran ran = place.run("validate device.rvk busy.jsonl idle.jsonl twice.jsonl slow.jsonl --json result.json");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("busy.jsonl: not explained: 1 event can be, the next cannot\n"
                                 "  busy.jsonl:3: n 2, sh: return start_channel = -16\n"
                                 "    card.submit: value is 0 here, -16 in the log\n"));
    CHECK_THAT(ran.out, Contains("  idle.jsonl:2: n 1, irq/7: at over\n"
                                 "    card.irq: await (busy); is not true: card.busy is false\n"));
    CHECK_THAT(ran.out, Contains("it would come by \"return start_channel\" first, which the log does not have here"));
    CHECK_THAT(ran.out, Contains("m is FAST here, SLOW in the log"));
    const json first = document(place, "result.json")["logs"][0];
    CHECK(first["first_not_explained"] == json({{"line", 3}, {"n", 2}, {"text", "sh: return start_channel = -16"}}));
    CHECK(first["nearest"][0]["thread"] == "card.submit");
}

TEST_CASE("validate: why a step that is several lines is not these") {
    const Workplace place;
    place.write("a.rvk", R"(spec "two lines of one step, and one that need not be there";
user card {
    int<0..1> x;
    thread use { loop { rest: skip; atomic { first: skip; x = 1 - x; second: skip; } } }
    thread look { loop { rest: skip; atomic { before: skip; await (x == 0); seen: skip; } } }
}
log {
    step card.use @ {first, second};
    optional step card.look @ before;
    step card.look @ seen;
}
)");
    const auto said = [&](const std::string& events) {
        place.write("a.jsonl", head + events);
        const Ran ran = place.run("validate a.rvk a.jsonl");
        CHECK(ran.code == 1);
        return ran.out;
    };
    const std::string behind =
        "card.use: the same step comes by \"at second\" behind it, which the log does not have there\n";
    const std::string first = R"({"n":1,"task":"a","at":"first"})"
                              "\n";
    CHECK_THAT(said(first + R"({"n":2,"task":"b","at":"second"})"), Contains(behind));
    CHECK_THAT(said(first + R"({"n":2,"task":"a","at":"first"})"), Contains(behind));
    CHECK_THAT(said(first + R"({"n":2,"task":"a","at":"second","state":{"card.x":0}})"),
               Contains("card.use: behind it, in the same step: card.x is 1 here, 0 in the log\n"));
    CHECK_THAT(said(R"({"n":1,"task":"a","at":"second"})"),
               Contains("card.use: it would come by \"at first\" first, which the log does not have here\n"));
    CHECK_THAT(said(R"({"n":1,"task":"a","at":"seen","state":{"card.x":1}})"),
               Contains("card.look: card.x is 0 here, 1 in the log\n"));
}

TEST_CASE("validate: a rule that every explanation breaks is a violation, with blame") {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("a.jsonl", head + once + R"({"n":20,"task":"sh","call":"start_channel"}
{"n":21,"task":"sh","return":"start_channel"}
)");
    const Ran ran = place.run("validate device.rvk a.jsonl --json result.json --traces out");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("a.jsonl: violated; 5 events explained\n"
                                 "  started_once is broken in every explanation by a.jsonl:6: n 21, "
                                 "sh: return start_channel\n"));
    CHECK_THAT(ran.out, Contains("blames user"));
    CHECK_THAT(ran.out, Contains("rule: It is started when it is idle. (its manual, page 3)"));
    const json violation = document(place, "result.json")["logs"][0]["violations"][0];
    CHECK(violation["blame"] == "user");
    CHECK(violation["line"]["n"] == 21);
    CHECK(violation["trace"] == "out/a.started_once.json");
    const Ran replayed = place.run("replay out/a.started_once.json");
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, Contains("started_once is violated"));
}

TEST_CASE("validate: a rule that is broken before the first step is a violation, too") {
    const Workplace place;
    place.write("a.rvk", R"(spec "a card that is never busy";
user card {
    bool busy, other;
    thread use { loop { rest: skip; used: skip; other = !other; } }
}
log { step card.use @ used; }
always (card.busy) as is_busy;
)");
    for (const std::string events : {"", R"({"n":1,"task":"a","at":"used"}
{"n":2,"task":"a","at":"used"}
)"}) {
        place.write("a.jsonl", head + events);
        const Ran ran = place.run("validate a.rvk a.jsonl");
        CHECK(ran.code == 1);
        CHECK_THAT(ran.out, Contains("  is_busy is broken in every explanation\n"));
    }
}

TEST_CASE("validate: the longest explained beginning is a trace that replay confirms") {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("a.jsonl", head + once + R"({"n":20,"task":"irq/7","at":"over"}
)");
    const Ran ran = place.run("validate device.rvk a.jsonl --traces out");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("trace of what is explained: out/a.explained.json"));
    CHECK(tests::schema_errors("trace", place.read("out/a.explained.json")) == "");
    const Ran replayed = place.run("replay out/a.explained.json");
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, Contains("call start_channel"));
    CHECK_THAT(replayed.out, Contains("the log is explained is reached"));
    // An edit of it is found, also the one that says it is no trace of a log.
    json edited = json::parse(place.read("out/a.explained.json"));
    edited["spec"].erase("log");
    place.write("edited.json", edited.dump());
    CHECK(place.run("replay edited.json").code == 2);
}

TEST_CASE("validate: what is no log, with file and line") {
    const auto says = [](const std::string& log, const std::string& message) {
        CHECK(refusal(log) == "revoke-mc: a.jsonl" + message + "\n");
    };
    const std::string first_line = "; the first line of a log says {\"format\":\"revoke-mc/log\",\"version\":1, ...}";
    says("", ": the log is empty: its first line says {\"format\":\"revoke-mc/log\", ...}");
    says(once, ":1: format is missing" + first_line);
    says(R"({"format":"revoke-mc/log","version":2,"clock":"total"})",
         ":1: the document is of version 2; this program reads version 1 of revoke-mc/log" + first_line);
    says(R"({"format":"revoke-mc/log","version":1,"clock":"local"})",
         ":1: clock should be \"total\": one order for all events, as trace_clock counter gives it" + first_line);
    says(R"({"format":"revoke-mc/log","version":1,"clock":"total","bind":{"threads":{"a":"card.nobody"}}})",
         ":1: bind.threads: the spec has no thread 'card.nobody'");
    says(R"({"format":"revoke-mc/log","version":1,"clock":"total","bind":{"objects":{"a":"nothing"}}})",
         ":1: bind.objects: the spec has no object 'nothing'");
    says(R"({"format":"revoke-mc/log","version":1,"clock":"total","bind":{"functions":{"f":"card.stop"}}})",
         ":1: bind.functions: the spec's log { ... } has no 'card.stop'");
    says(head + R"({"n":1,"call":"stop_channel"})",
         ":2: \"call\": the spec's log { ... } has no 'stop_channel'; it has start_channel");
    says(head + R"({"n":1,"at":"under"})", ":2: \"at\": the spec's log { ... } has no 'under'; it has over");
    says(head + R"({"n":1,"return":"start_channel","value":true})", ":2: value should be a number");
    says(head + R"({"n":1,"return":"start_channel","value":1.5})",
         ":2: value should be a whole number, true, false or a text");
    says(head + R"({"n":1,"call":"start_channel","args":{"m":"QUICK"}})", ":2: args.m: its enum has no 'QUICK'");
    says(head + R"({"n":1,"call":"start_channel","args":{"m":1}})",
         ":2: args.m should be the name of a value of its enum");
    says(head + R"({"n":1,"call":"start_channel","args":{"width":1}})",
         ":2: args.width: card.start has no parameter 'width'");
    says(head + R"({"n":1,"call":"start_channel","args":{"self.width":"0x1"}})",
         ":2: args.self.width: there is no relation 'width'");
    says(head + R"({"n":1,"at":"over","state":{"card.busy":0}})", ":2: state.card.busy should be true or false");
    says(head + R"({"n":1,"at":"over","state":{"card.idle":true}})", ":2: state: the spec has no variable 'card.idle'");
    says(head + R"({"n":5,"call":"start_channel"})"
                "\n"
                R"({"n":5,"return":"start_channel"})",
         ":3: n is 5 after 5: it should increase, as the clock does");
    says(head + R"({"n":1})", ":2: the document should have one of \"call\", \"return\", \"at\", \"signaled\"");
    says(head + R"({"n":1,"at":"over","cpu":3})", ":2: cpu is not a key of this format");
    says(head + R"({"n":1,"at":"over")", ":2: not a JSON document, or one that was cut short: parse error at line 1, "
                                         "column 19: syntax error while parsing object - unexpected end of input; "
                                         "expected '}'");
    says(head + std::string(70'000, ' '), ":2: this line is longer than 64 KiB, which no line of a log is");
    CHECK_THAT(refusal(head + "{\"n\":1,\"at\":\"\x1b[2J\"}"), !Contains("\x1b"));
}

TEST_CASE("validate: a log with a mistake does not keep others from being looked at") {
    const Workplace place;
    place.write("device.rvk", device);
    place.write("a.jsonl", head + once);
    place.write("b.jsonl", "");
    const Ran ran = place.run("validate device.rvk b.jsonl missing.jsonl a.jsonl");
    CHECK(ran.code == 2);
    CHECK(ran.out == "a.jsonl: explained, all 3 events\n");
    CHECK_THAT(ran.err, Contains("cannot read missing.jsonl") || Contains("missing.jsonl does not exist"));
}

TEST_CASE("validate: a spec without a table, and tables with mistakes") {
    const Workplace place;
    const auto refused = [&](const std::string& text) {
        place.write("a.rvk", text);
        place.write("a.jsonl", head);
        const Ran ran = place.run("validate a.rvk a.jsonl");
        CHECK(ran.code == 2);
        return ran.err;
    };
    const std::string plain =
        "spec \"s\"; user u { bool b; int f(int k) { b = k == 1; return k; } "
        "ghost void g() { } thread t { L: b = true; f(1); M: int x = 1; if (x == 1) b = false; } }\n";
    CHECK_THAT(refused(plain), Contains("a.rvk: the spec does not say what a log shows of it: write log { ... }"));
    CHECK_THAT(refused(plain + "log { u.nothing; }"), Contains("a.rvk:2:9: error: u has no function 'nothing'"));
    CHECK_THAT(refused(plain + "log { step u.t; }"), Contains("a label is logged with 'step', and nothing else is"));
    CHECK_THAT(refused(plain + "log { u.f @ L; }"), Contains("a label is logged with 'step', and nothing else is"));
    CHECK_THAT(refused(plain + "log { step u.t @ N; }"), Contains("there is no label 'N' in u.t"));
    CHECK_THAT(refused(plain + "log { step u.w @ N; }"), Contains("there is no function or thread 'u.w'"));
    CHECK_THAT(refused(plain + "log { step u.t @ M; }"),
               Contains("a label in front of a declaration cannot be logged"));
    CHECK_THAT(refused(plain + "log { u.f(j); }"), Contains("u.f has no parameter 'j'"));
    CHECK_THAT(refused(plain + "log { u.f(k.att); }"), Contains("'att' is no relation of 'k'"));
    CHECK_THAT(refused(plain + "log { u.g; }"), Contains("ghost code is in no kernel: nothing of it can be logged"));
    CHECK_THAT(refused(plain + "log { u.f; call u.f; }"), Contains("two entries are logged as 'call u.f'"));
    CHECK_THAT(refused(plain + "log { step u.t @ L; step u.t @ L as \"x\"; }"), Contains("u.t @ L is logged twice"));
    CHECK_THAT(refused(plain + "log { u.f as \"f g\"; }"), Contains("'f g' is no name of the kernel"));
    CHECK_THAT(refused(plain + "log { call; }"), Contains("there is no function 'call' here"));
    CHECK_THAT(refused(plain + "log { u.f as f; }"), Contains("the kernel's name in quotes"));
}

TEST_CASE("validate: tasks and addresses that nobody has bound") {
    const Workplace place;
    place.write("a.rvk", R"(spec "workers that are alike, and what each has";
user pool[3] {
    bool done;
    object item { bool used; }
    thread run { rest: skip; taken: skip; done = true; finished: skip; }
    thread look { rest: await (done); seen: skip; }
}
log { step pool.run @ {taken, finished}; step pool.look @ seen; }
)");
    const auto lines = [&](const std::string& text) {
        std::string log = head;
        int n = 0;
        std::istringstream words(text);
        for (std::string task, label; words >> task >> label;)
            log += "{\"n\":" + std::to_string(++n) + ",\"task\":\"" + task + "\",\"at\":\"" + label +
                   "\",\"args\":{\"self\":\"" + std::string(1, task.back()) + "\"}}\n";
        place.write("a.jsonl", log);
        return place.run("validate a.rvk a.jsonl --json result.json").code;
    };
    CHECK(lines("r1 taken r2 taken r3 taken r3 finished l3 seen r1 finished r2 finished l1 seen") == 0);
    // One choice for what is interchangeable: how wide it gets does not depend on who comes first.
    CHECK(document(place, "result.json")["logs"][0]["widest"].get<int>() < 40);
    CHECK(lines("r1 taken r1 taken") == 1);
    CHECK(lines("r1 taken r2 taken r3 taken r4 taken") == 1);
    CHECK(lines("r1 taken r2 taken l2 seen r2 finished") == 0);
    CHECK(lines("l1 seen r1 taken") == 1);
}

TEST_CASE("validate: a variable of one of several that are alike") {
    const Workplace place;
    place.write("a.rvk", R"(spec "visitors that are alike";
user shared { lock door; }
user visitor[2] {
    bool inside;
    thread visit {
        loop {
            rest: mutex_lock(shared.door);
            inside = true;
            come: skip;
            inside = false;
            mutex_unlock(shared.door);
        }
    }
}
log { step visitor.visit @ come; }
)");
    const auto code = [&](const std::string& first, const std::string& second) {
        place.write("a.jsonl", head + R"({"n":1,"task":"a","at":"come","state":{)" + first + "}}\n" +
                                   R"({"n":2,"task":"b","at":"come","state":{)" + second + "}}\n");
        return place.run("validate a.rvk a.jsonl").code;
    };
    CHECK(code(R"("visitor[0].inside":true)", R"("visitor[1].inside":true)") == 0);
    CHECK(code(R"("visitor[1].inside":true)", R"("visitor[0].inside":true)") == 0);
    CHECK(code("", R"("visitor[1].inside":true,"visitor[0].inside":false)") == 0);
    CHECK(code(R"("visitor[1].inside":true)", R"("visitor[1].inside":true)") == 1);
    CHECK(code("", R"("visitor[0].inside":true,"visitor[1].inside":true)") == 1);
}

TEST_CASE("validate: what tracing shows of numbers and truth values") {
    const Workplace place;
    place.write("a.rvk", R"(spec "a card that is asked something";
user card {
    bool busy;
    bool ask(int<0..3> channel, bool again) { busy = again; return busy && channel == 3; }
    thread use { loop { rest: ask(3, true); } }
}
log { card.ask(channel, again, self) as "ask"; }
)");
    CHECK(place.run("validate a.rvk --probes").out ==
          "f:revoke_mc/ask ask channel=$arg1:s32 again=$arg2:u8 self=$arg3:x64\n"
          "f:revoke_mc/ask__return ask%return ret=$retval:u8\n");
    const auto code = [&](const std::string& args, const std::string& value) {
        place.write("a.jsonl", head + R"({"n":1,"call":"ask","args":{)" + args + "}}\n" +
                                   R"({"n":2,"return":"ask","value":)" + value + "}\n");
        return place.run("validate a.rvk a.jsonl").code;
    };
    CHECK(code(R"("channel":3,"again":1,"self":"0x1")", "1") == 0);
    CHECK(code(R"("channel":3,"again":true)", "true") == 0);
    CHECK(code(R"("channel":3,"again":0)", "1") == 1);
    CHECK(code(R"("channel":3,"again":2)", "1") == 2);
    CHECK(code(R"("channel":3,"again":1)", "0") == 1);
}

TEST_CASE("validate: limits make a log incomplete") {
    const Workplace place;
    const Ran states = place.run("validate " + spec("async-core") + " " + data("core.jsonl") + " --max-states 2");
    CHECK(states.code == 3);
    CHECK_THAT(states.out, Contains("incomplete, "));
    CHECK_THAT(states.out, Contains("0 events explained so far"));
    const Ran time = place.run("validate " + spec("async-core") + " " + data("core.jsonl") + " --timeout 0.000001");
    CHECK(time.code == 3);
}

TEST_CASE("validate --probes: what is to be switched on") {
    const Workplace place;
    const Ran ran = place.run("validate " + spec("async-core") + " --probes");
    CHECK(ran.code == 0);
    CHECK(ran.out == "f:revoke_mc/dma_buf_dynamic_attach__return dma_buf_dynamic_attach%return ret__a=$retval:x64\n"
                     "f:revoke_mc/dma_buf_map_attachment dma_buf_map_attachment m__att=$arg1:x64\n"
                     "f:revoke_mc/dma_buf_map_attachment__return dma_buf_map_attachment%return ret__m=$retval:x64\n"
                     "f:revoke_mc/dma_buf_unmap_attachment dma_buf_unmap_attachment m__att=$arg1:x64\n"
                     "f:revoke_mc/dma_buf_unmap_attachment__return dma_buf_unmap_attachment%return\n"
                     "f:revoke_mc/dma_buf_move_notify dma_buf_move_notify b=$arg1:x64\n"
                     "f:revoke_mc/dma_buf_move_notify__return dma_buf_move_notify%return\n"
                     "f:revoke_mc/dma_resv_wait_timeout dma_resv_wait_timeout\n"
                     "f:revoke_mc/dma_resv_wait_timeout__return dma_resv_wait_timeout%return\n"
                     "f:revoke_mc/dma_resv_add_fence dma_resv_add_fence new__f=$arg2:x64\n"
                     "t:revoke_mc/dma_fence_signaled dma_fence_signaled f=$arg1:x64\n");
    CHECK_THAT(place.run("validate " + spec("async-steps") + " --probes").out,
               Contains("# the driver itself has to show \"moved\" (gpu.move @ moved), as "
                        "trace_printk(\"revoke_mc: moved\\n\") does\n"));
    CHECK(place.run("validate " + spec("async-core") + " --probes a.jsonl").code == 2);
    CHECK(place.run("validate " + spec("async-core")).code == 2);
}
