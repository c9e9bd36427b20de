// Cells and objects: names, numbers, blocks, initial values, and what objects know of each other.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc;
using namespace revoke_mc::tests;

namespace {

const std::string buffers =
    "spec \"t\"; " + small_library +
    "dma_buf bar of vfio;\n"
    "exporter vfio { per buffer { bool revoked = true __guarded_by(resv); } per attachment { int<0..1> maps; } fence "
    "job of bar; bool own;\n"
    "  void f(attachment *a) { a->buf->revoked = false; a->maps = 1; job_depends(&job, bar, BOOKKEEP); } }\n"
    "importer imp[2] { attachment att of bar : dynamic; mapping m[2] of att; fence gone of bar; bool b;\n"
    "  void invalidate_mappings(attachment *a) { a->listed = true; m[0].live = a->buf->n == 0; }\n"
    "  thread t { invalidate_mappings(&att); vfio.f(&att); } }\n";

std::string cells_of(const std::string& text, const Settings& set = {}) {
    return program::dump_cells(checked(text, set));
}

std::string cells_of_u(const std::string& members, const std::string& top = "") {
    return cells_of("spec \"t\"; " + top + " user u { " + members + " thread t { rest: skip; } }");
}

}  // namespace

TEST_CASE("plain variables with their initial values") {
    CHECK(cells_of_u("bool a; int<2..5> b; int<-3..-1> c; int<0..3> d = K; e f; e g = Z; bool h = any; e k = any; "
                     "int<0..9> l = any (2..3);",
                     "const K = 2; enum e { X, Y, Z };") == "u.a bool = false in u[0]\n"
                                                            "u.b int<2..5> = 2 in u[0]\n"
                                                            "u.c int<-3..-1> = -1 in u[0]\n"
                                                            "u.d int<0..3> = 2 in u[0]\n"
                                                            "u.f e = X in u[0]\n"
                                                            "u.g e = Z in u[0]\n"
                                                            "u.h bool = false true in u[0]\n"
                                                            "u.k e = X Y Z in u[0]\n"
                                                            "u.l int<0..9> = 2 3 in u[0]\n");
}

TEST_CASE("arrays and structs with initial values") {
    CHECK(cells_of_u(
              "int<0..3> a[3] = { 1, 2 }; bool b[2] = true; kref k = 3; pair p = { 1, true }; pair q[2] = { 1, 0 };",
              "struct kref { int<0..3> n = 1; } struct flag { bool f; } struct pair { int<0..1> x; flag y; }") ==
          "u.a[0] int<0..3> = 1 in u[0]\n"
          "u.a[1] int<0..3> = 2 in u[0]\n"
          "u.a[2] int<0..3> = 0 in u[0]\n"
          "u.b[0] bool = true in u[0]\n"
          "u.b[1] bool = true in u[0]\n"
          "u.k.n int<0..3> = 3 in u[0]\n"
          "u.p.x int<0..1> = 1 in u[0]\n"
          "u.p.y.f bool = true in u[0]\n"
          "u.q[0].x int<0..1> = 1 in u[0]\n"
          "u.q[0].y.f bool = false in u[0]\n"
          "u.q[1].x int<0..1> = 0 in u[0]\n"
          "u.q[1].y.f bool = false in u[0]\n");
}

TEST_CASE("an initial value may depend on the instance") {
    CHECK(cells_of("spec \"t\"; user u[2] ordered { const int next = index + 1; int<0..2> k = next * (index + 1) / 2; "
                   "thread t { rest: skip; } }") == "u[0].k int<0..2> = 0 in u[0]\nu[1].k int<0..2> = 2 in u[1]\n");
}

TEST_CASE("a lock's owner is a thread") {
    const auto program = checked(
        "spec \"t\"; user u[2] { lock l; thread t { rest: skip; } } user v { spinlock s; thread t { rest: skip; } }");
    CHECK(program::dump_cells(program) ==
          "u[0].l owner = free in u[0]\nu[1].l owner = free in u[1]\nv.s owner = free in v[0]\n");
    CHECK(program.cells[program::CellId{0}].type.high == 3);
    CHECK(program.print(3, program.cells[program::CellId{0}].type) == "v.t");
}

TEST_CASE("the marks of an rwlock lie in the blocks of the threads") {
    const auto program = checked("spec \"t\"; user vfio { rwlock memory_lock; thread t { rest: skip; } } user u[2] { "
                                 "thread t { rest: skip; } }");
    CHECK(program::dump_cells(program) == "vfio.memory_lock owner = free in vfio[0]\n"
                                          "vfio.memory_lock:reader(vfio.t) bool = false in vfio[0]\n"
                                          "vfio.memory_lock:waiter(vfio.t) bool = false in vfio[0]\n"
                                          "vfio.memory_lock:reader(u[0].t) bool = false in u[0]\n"
                                          "vfio.memory_lock:waiter(u[0].t) bool = false in u[0]\n"
                                          "vfio.memory_lock:reader(u[1].t) bool = false in u[1]\n"
                                          "vfio.memory_lock:waiter(u[1].t) bool = false in u[1]\n");
    CHECK(program.objects[program::ObjectId{1}].cells == 7);
}

TEST_CASE("heap objects start unallocated") {
    CHECK(cells_of_u("object mr { bool key = true; lock l; } mr *p; mr *q = &mr;") ==
          "u.p pointer = NULL in u[0]\n"
          "u.q pointer = set in u[0]\n"
          "u.mr.allocated bool = false in u[0]\n"
          "u.mr.key bool = true in u[0]\n"
          "u.mr.l owner = free in u[0]\n");
}

TEST_CASE("buffers and what is attached to them") {
    const auto program = checked(buffers);
    CHECK(program::faults(program).empty());
    CHECK(program::dump_cells(program) == "bar.resv owner = free\n"
                                          "bar.n int<0..3> = 0\n"
                                          "bar.revoked bool = true guarded by bar.resv\n"
                                          "vfio.own bool = false in vfio[0]\n"
                                          "vfio.job.pending bool = false in vfio[0]\n"
                                          "vfio.job.in_resv usage = NONE in vfio[0]\n"
                                          "imp[0].b bool = false in imp[0]\n"
                                          "imp[0].att.listed bool = false guarded by bar.resv in imp[0]\n"
                                          "imp[0].att.maps int<0..1> = 0 in imp[0]\n"
                                          "imp[0].m[0].live bool = false in imp[0]\n"
                                          "imp[0].m[1].live bool = false in imp[0]\n"
                                          "imp[0].gone.pending bool = false in imp[0]\n"
                                          "imp[0].gone.in_resv usage = NONE in imp[0]\n"
                                          "imp[1].b bool = false in imp[1]\n"
                                          "imp[1].att.listed bool = false guarded by bar.resv in imp[1]\n"
                                          "imp[1].att.maps int<0..1> = 0 in imp[1]\n"
                                          "imp[1].m[0].live bool = false in imp[1]\n"
                                          "imp[1].m[1].live bool = false in imp[1]\n"
                                          "imp[1].gone.pending bool = false in imp[1]\n"
                                          "imp[1].gone.in_resv usage = NONE in imp[1]\n"
                                          "vfio.job:waits(vfio.job) bool = false in vfio[0]\n"
                                          "vfio.job:waits(imp[0].gone) bool = false in imp[0]\n"
                                          "vfio.job:waits(imp[1].gone) bool = false in imp[1]\n");
    CHECK(program::dump_objects(program) == "bar buffer cells 0+3 objects 1 exporter=vfio\n"
                                            "bar.resv lock cells 0+1\n"
                                            "vfio component cells 3+3 objects 1\n"
                                            "vfio.job fence cells 4+2 owner=vfio buf=bar\n"
                                            "imp[0] component cells 6+7 objects 4\n"
                                            "imp[0].att attachment cells 7+2 owner=imp[0] buf=bar\n"
                                            "imp[0].m[0] mapping cells 9+1 owner=imp[0] buf=bar att=imp[0].att\n"
                                            "imp[0].m[1] mapping cells 10+1 owner=imp[0] buf=bar att=imp[0].att\n"
                                            "imp[0].gone fence cells 11+2 owner=imp[0] buf=bar\n"
                                            "imp[1] component cells 13+7 objects 4\n"
                                            "imp[1].att attachment cells 14+2 owner=imp[1] buf=bar\n"
                                            "imp[1].m[0] mapping cells 16+1 owner=imp[1] buf=bar att=imp[1].att\n"
                                            "imp[1].m[1] mapping cells 17+1 owner=imp[1] buf=bar att=imp[1].att\n"
                                            "imp[1].gone fence cells 18+2 owner=imp[1] buf=bar\n");
    CHECK(program.objects[program::ObjectId{3}].depends.size() == 3);
    CHECK(program.cells[program::CellId{20}].type.high == 0);  // a job does not wait for itself
}

TEST_CASE("members of buffers and attachments through references") {
    const auto program = checked(buffers);
    CHECK(code(program, "vfio.f") == "  0 block\n"
                                     "    1* a.buf.2 := false\n"
                                     "    2* a.1 := 1\n"
                                     "    3* job_depends(self.#1, bar, BOOKKEEP)\n");
    CHECK(code(program, "imp.invalidate_mappings").find("* a.0 := true\n") != std::string::npos);
    CHECK(code(program, "imp.invalidate_mappings").find("* self.#2.0 := (a.buf.1 == 0)\n") != std::string::npos);
}

TEST_CASE("with two exporters a reference to a buffer is tested when it runs") {
    const auto program =
        checked("spec \"t\"; " + small_library +
                "dma_buf a of x; dma_buf b of y; exporter x { per buffer { bool mine; } void f(dma_buf *p) { p->mine = "
                "p->n == 0; a->mine = true; } thread t { f(a); } } exporter y { }");
    CHECK(code(program, "x.f") == "  0 block\n"
                                  "    1* p.#0[((p.exporter == x) ? 0 : 1) < 1 x0].2 := (p.1 == 0)\n"
                                  "    2* a.mine := true\n");
}

TEST_CASE("calls through a relation are dispatched") {
    const auto program = checked(
        "spec \"t\"; " + small_library +
        "dma_buf bar of vfio; exporter vfio { int attach(attachment *a) { if (has a->importer.invalidate_mappings) "
        "return 0; return -ENODEV; } }\n"
        "importer imp { attachment att of bar : dynamic; void invalidate_mappings(attachment *a) { } thread t { "
        "attachment *a = &att; if (a->buf->exporter.attach(a)) skip; a->importer.invalidate_mappings(a); } }");
    CHECK(code(program, "imp.t") == "  " + to_string(routine(program, "imp.t").body->id) + " block *a\n" +
                                        code(program, "imp.t").substr(code(program, "imp.t").find('\n') + 1));
    CHECK(code(program, "imp.t").find("*a := &self.#1\n") != std::string::npos);
    CHECK(code(program, "imp.t").find("$1 := call a.buf.exporter->attach(&a)\n") != std::string::npos);
    CHECK(code(program, "imp.t").find("call a.importer->invalidate_mappings(&a)\n") != std::string::npos);
    CHECK(code(program, "vfio.attach").find("if has a.importer.invalidate_mappings\n") != std::string::npos);
    CHECK(program.function_of(program.components[program::ComponentId{1}].instances.front(), "invalidate_mappings") ==
          program::RoutineId{1});
    CHECK(program.function_of(program.components[program::ComponentId{1}].instances.front(), "attach") ==
          program::none);
}

TEST_CASE("parameters and their settings") {
    const std::string with_bool = "spec \"t\"; param N in 1..K = 2; const K = 4; param bool P = true; user u[N] { bool "
                                  "b = P; thread t { rest: skip; } }";
    CHECK(cells_of(with_bool) == "u[0].b bool = true in u[0]\nu[1].b bool = true in u[1]\n");
    CHECK(cells_of(with_bool, {{"N", 1}, {"P", 0}}) == "u[0].b bool = false in u[0]\n");
    const auto program = checked(with_bool, {{"N", 3}, {"P", 1}});
    CHECK(program.parameters[0].value == 3);
    CHECK_FALSE(program.parameters[0].is_default);
    CHECK(program.parameters[1].is_default);
}

TEST_CASE("threads: components, instances, declarations") {
    const auto program = checked("spec \"t\"; user a[2] { thread x { rest: skip; } device y { skip; } work w[2](int k) "
                                 "{ } } user b { thread z { rest: skip; } }");
    CHECK(program::dump_threads(program) ==
          "a[0].x thread runs a.x\na[0].y device runs a.y\na[0].w[0] work runs a.w(0)\na[0].w[1] work runs a.w(1)\n"
          "a[1].x thread runs a.x\na[1].y device runs a.y\na[1].w[0] work runs a.w(0)\na[1].w[1] work runs a.w(1)\n"
          "b.z thread runs b.z\n");
    CHECK(program.components[program::ComponentId{0}].threads ==
          std::vector{program::ThreadId{0}, program::ThreadId{1}, program::ThreadId{2}, program::ThreadId{3}});
    CHECK(program.thread_of(program.components[program::ComponentId{0}].instances[program::InstanceId{1}], 2) ==
          program::ThreadId{6});
    CHECK(program::faults(program).empty());
}

TEST_CASE("storage: arrays of structs of arrays multiply, and what is too large is not made") {
    std::string text = "struct s0 { bool x[1000]; } ";
    for (int i = 1; i < 6; ++i)
        text += "struct s" + std::to_string(i) + " { s" + std::to_string(i - 1) + " m[1000]; } ";
    const std::string refused = "the program has more than 1000000 variables | fewer instances, smaller arrays";
    for (int i = 1; i < 6; ++i) {
        const std::string message =
            errors_of("spec \"s\"; " + text + "user u { s" + std::to_string(i) + " v; thread t { skip; } }");
        CHECK(message.substr(message.find(' ') + 1) == refused);
    }
    std::string empty = "struct s0 { lock l; } ";
    for (int i = 1; i < 6; ++i)
        empty += "struct s" + std::to_string(i) + " { s" + std::to_string(i - 1) + " m[1000]; } ";
    const std::string message = errors_of("spec \"s\"; " + empty + "user u { s4 v; thread t { skip; } }");
    CHECK(message.substr(message.find(' ') + 1) == refused);
    std::string threads;
    for (int i = 0; i < 10; ++i) threads += "thread t" + std::to_string(i) + " { skip; } ";
    CHECK(errors_of("spec \"s\"; user u[1000] { " + threads + "} user v { thread t { skip; } }") ==
          "1:233 the program has more than 10000 threads | fewer instances");
}

TEST_CASE("storage: long chains of constants and structs neither overflow nor hide a limit") {
    const auto chain = [](const std::string& first, int from, int to, const auto& link) {
        std::string text = "spec \"s\"; " + first;
        for (int i = from; i != to; i += from < to ? 1 : -1) text += link(std::to_string(i), std::to_string(i - 1));
        return text;
    };
    const auto constant = [](const std::string& name, const std::string& of) {
        return "const A" + name + " = A" + of + "; ";
    };
    const std::string use = "user u { int<0..3> n; thread t { n = A14999; } }";
    CHECK(errors_of(chain("const A0 = 1; ", 1, 15000, constant) + use).empty());
    const std::string backwards = errors_of(chain("const A0 = 1; ", 14999, 0, constant) + use);
    CHECK(backwards.find("this is nested more than 1500 deep, with the constants and predicates that it is made of") !=
          std::string::npos);
    const auto structure = [](const std::string& name, const std::string& of) {
        return "struct s" + name + " { s" + of + " m; } ";
    };
    const std::string threads = "user u { s14999 v; thread t { skip; } }";
    for (const std::string& text : {chain("struct s0 { bool x; } ", 1, 15000, structure) + threads,
                                    chain("struct s0 { bool x; } ", 14999, 0, structure) + threads})
        CHECK(errors_of(text).find("more than 100 structs lie in each other") != std::string::npos);
    CHECK(
        errors_of(chain("struct s0 { bool x; } ", 1, 100, structure) + "user u { s99 v; thread t { skip; } }").empty());
}
