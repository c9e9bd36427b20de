// Declarations: parameters, constants, storage, guards, buffers, threads.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"

using namespace revoke_mc::tests;

TEST_CASE("messages of the checker: constants, parameters, types") {
    CHECK(errors_of(with("param N in 3..1 = 2;")) ==
          "2:7 the bounds 3..1 of 'N' hold no number | the lower bound comes first");
    CHECK(errors_of(with("param N in 1..3 = 4;")) == "2:19 the default 4 of 'N' is not in 1..3");
    CHECK(errors_of(with("param N in 1..M = 2; param M in 1..3 = 2;")) ==
          "2:15 'M' is not known here | declare it, or use the library that does");
    CHECK(errors_of(with("param B in 0..1 = true;")) == "2:19 the default of 'B' is a truth value");
    CHECK(errors_of(with("param bool B = 1;")) == "2:16 the default of 'B' is a number");
    CHECK(errors_of(with("const A = B; const B = A;")) == "2:7 'A' is defined by itself");
    CHECK(errors_of(with("const A = A;")) == "2:7 'A' is defined by itself");
    CHECK(errors_of(with("const A = x; user u { bool x; }")) ==
          "2:11 'x' is not known here | declare it, or use the library that does");
    CHECK(errors_of(with("user u { bool x; int<0..1> y[x]; }")) ==
          "2:30 'x' is a variable; only constants may stand here");
    CHECK(errors_of(with("user u { int<3..1> x; }")) == "2:10 int<3..1> holds no number | the lower bound comes first");
    CHECK(errors_of(with("user u { int<0..3000000000> x; }")) ==
          "2:17 this number is too large: numbers go up to 2147483647");
    CHECK(errors_of(with("user u { int<0..2147483647 + 1> x; }")) == "2:28 the result 2147483648 does not fit 32 bits");
    CHECK(errors_of(with("user u { int<0..true> x; }")) == "2:17 a number is wanted, not a truth value");
    CHECK(errors_of(with("user u { bool x[0]; }")) == "2:17 an array cannot have 0 elements | at least one");
    CHECK(errors_of(with("user u { bool x[2000]; }")) == "2:17 an array cannot have 2000 elements | at most 1024");
    CHECK(errors_of(with("importer u[0] { bool x; }")) == "2:12 'u' cannot have 0 instances | at least one");
    CHECK(errors_of(with("importer u[2000] { bool x; }")) == "2:12 'u' cannot have 2000 instances | at most 1024");
    CHECK(errors_of(with("user u { int<0..3> x = 4; }")) == "2:24 the initial value 4 of 'x' is not in 0..3");
    CHECK(errors_of(with("user u { int<0..3> x = true; }")) ==
          "2:24 a truth value cannot be the initial value of 'x': a number is wanted");
    CHECK(errors_of(with("user u { bool x = 1; }")) ==
          "2:19 a number cannot be the initial value of 'x': a truth value is wanted");
    CHECK(errors_of(with("user u { bool x[2] = { true, true, true }; }")) ==
          "2:22 'x' has 2 elements, but 3 values are given");
    CHECK(errors_of(with("user u { bool x = { true }; }")) ==
          "2:19 'x' is one variable: a list of values does not fit");
    CHECK(errors_of(with("user u { int x = any; }")).empty());
    CHECK(errors_of(with("user u { int<0..3> x = any (0..5); }")) ==
          "2:24 the range leaves the type of 'x', or is empty");
    CHECK(errors_of(with("user u { lock l = 1; }")) == "2:19 a lock has no initial value");
    CHECK(errors_of(with("struct s { s x; }")) == "2:12 struct s contains itself");
    CHECK(errors_of(with("struct s { t x; } struct t { s x; }")) == "2:30 struct s contains itself");
    CHECK(errors_of(with("user u { void x; }")) == "2:15 a variable cannot be void");
    CHECK(errors_of(with("user u { bool *x; }")) ==
          "2:10 there are no pointers to bool; only objects can be pointed to");
    CHECK(errors_of(with("user u { lock *x; }")) == "2:16 references are never stored: 'x' cannot be a member | pass "
                                                    "it as a parameter, or declare it where it is used");
    CHECK(errors_of(with("user u { const bool x; }")) == "2:21 a constant needs a value");
    CHECK(errors_of(with("user u { const bool x = 1; }")) ==
          "2:25 a number cannot be the value of 'x': a truth value is wanted");
    CHECK(errors_of(with("struct s { const int x = 1; }")) == "2:22 constants stand at top level or in a component");
    CHECK(errors_of(with("enum e { A, B, A };")) ==
          "2:16 there are two things called 'A' | the other one: test.rvk:2:10");
    CHECK(errors_of(in_thread("bool x[2];")) == "4:6 a local cannot be an array | make it a member of the component");
    CHECK(errors_of(in_thread("lock l;")) ==
          "4:6 a lock cannot be a local | make it a member of the component, or declare a reference: lock *l = ...");
    CHECK(errors_of(in_thread("lock *l;", "lock m;")) ==
          "4:7 a reference is bound when it is declared | write lock *l = ...;");
    CHECK(errors_of(in_thread("bool x; bool x;")) == "4:14 'x' is declared already, in line 4 | give it another name");
    CHECK(errors_of(in_thread("skip;", "void f(int k) { int k; }")) ==
          "2:30 'k' is declared already, in line 2 | give it another name");
    CHECK(errors_of(in_thread("bool x __guarded_by(l);", "lock l;")) ==
          "4:21 a local needs no guard: no other thread sees it");
}

TEST_CASE("messages of the checker: duplicate names") {
    CHECK(errors_of(with("const A = 1; const A = 2;")) ==
          "2:20 there are two things called 'A' | the other one: test.rvk:2:7");
    CHECK(errors_of(with("const A = 1; enum e { A };")) ==
          "2:23 there are two things called 'A' | the other one: test.rvk:2:7");
    CHECK(errors_of(with("user u { } user u { }")) ==
          "2:17 there are two things called 'u' | the other one: test.rvk:2:6");
    CHECK(errors_of(with("struct s { bool b; } struct s { bool b; }")) ==
          "2:29 there are two types called 's' | the other one: test.rvk:2:8");
    CHECK(errors_of(with("struct s { bool b; bool b; }")) ==
          "2:25 s has a member 'b' already | the other one: test.rvk:2:17");
    CHECK(errors_of(with("user u { bool b; bool b; }")) ==
          "2:23 u has a member 'b' already | the other one: test.rvk:2:15");
    CHECK(errors_of(with("user u { bool b; void b() { } }")) == "2:23 u has a member 'b' already");
    CHECK(errors_of(with("user u { bool t; thread t { skip; } }")) == "2:25 u has a member 't' already");
    CHECK(errors_of(with("user u { thread t { skip; } thread t { skip; } }")) == "2:36 u has two threads called 't'");
    CHECK(errors_of(with("user u { void t() { } thread t { skip; } }")) == "2:30 u has a function called 't', too");
    CHECK(errors_of(with("user u { bool self; }")) == "2:15 'self' is built in");
    CHECK(errors_of(with("void f() { } void f() { }")) ==
          "2:19 there are two things called 'f' | the other one: test.rvk:2:6");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { per buffer { bool n; } }")) ==
          "2:241 dma_buf has a member 'n' already | the other one: test.rvk:2:78");
    CHECK(errors_of(with("user u { object mr { bool a; } object mr { bool b; } }")) ==
          "2:39 u has two objects called 'mr'");
}

TEST_CASE("messages of the checker: guards") {
    CHECK(errors_of(with("user u { bool b __guarded_by(l); lock l; }")).empty());
    CHECK(errors_of(with("user u { bool b __guarded_by(m); lock l; }")) ==
          "2:30 there is no such lock as seen from here | as in __guarded_by(resv), __guarded_by(buf.resv), "
          "__guarded_by(vfio.memory_lock)");
    CHECK(errors_of(with("user u { bool b __guarded_by(c); bool c; }")) ==
          "2:30 there is no such lock as seen from here | as in __guarded_by(resv), __guarded_by(buf.resv), "
          "__guarded_by(vfio.memory_lock)");
    CHECK(errors_of(with("user u { lock m __guarded_by(l); lock l; }")) ==
          "2:30 only simple variables are guarded | guard the members of the struct");
    CHECK(errors_of(with("user u { bool b __guarded_by(v.l); } user v { lock l; }")).empty());
}

TEST_CASE("messages of the checker: buffers and attachments") {
    CHECK(errors_of(with("dma_buf b of x; exporter x { }")) ==
          "2:9 there is no struct dma_buf | the kernel library declares it: use dma_buf;");
    CHECK(errors_of(with(library + "dma_buf b of y; exporter x { }")) == "2:202 'y' is no exporter | known here: x");
    CHECK(errors_of(with(library + "dma_buf b of x; importer x { }")) ==
          "2:202 'x' is an importer, not an exporter | declare it: exporter x { ... }");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x[2] { }")) ==
          "2:202 the exporter of a buffer has one instance, x has several | declare it without [N]");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a of c : dynamic; void "
                                   "invalidate_mappings(attachment *a) { } }")) ==
          "2:249 'c' is no buffer | known here: b");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a of b : dynamic; }")) ==
          "2:249 a dynamic importer has invalidate_mappings, i has not | declare void invalidate_mappings(attachment "
          "*a), or make it static or pin_legacy");
    CHECK(
        errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a of b : pin_revocable; }")) ==
        "2:249 a pin_revocable importer has invalidate_mappings, i has not | declare void "
        "invalidate_mappings(attachment *a), or make it static or pin_legacy");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a of b : static; void "
                                   "invalidate_mappings(attachment *a) { } }")) ==
          "2:249 a static importer has no invalidate_mappings, but i has one | make it pin_revocable or dynamic, or "
          "remove the function");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a of b : pin_legacy; void "
                                   "invalidate_mappings(attachment *a) { } }")) ==
          "2:249 a pin_legacy importer has no invalidate_mappings, but i has one | make it pin_revocable or dynamic, "
          "or remove the function");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a of b : static; mapping m "
                                   "of a; mapping n of b; }")) == "2:290 'b' is no attachment of i | known here: a");
    CHECK(errors_of(
              with(library +
                   "dma_buf b of x; exporter x { } importer i { attachment a[2] of b : static; mapping m of a; }")) ==
          "2:277 'a' is an array: 'm' must have as many elements | mapping m[2] of a;");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { } importer i { attachment a[2] of b : static; mapping "
                                   "m[2] of a; thread t { if (m[1].att == &a[1]) skip; } }"))
              .empty());
    CHECK(errors_of(with(library + "importer i { attachment a; }")) == "2:219 expected 'of' and the buffer");
    CHECK(errors_of(with(library + "importer i { mapping a; }")) == "2:216 expected 'of' and the attachment");
    CHECK(errors_of(with(library + "importer i { fence a; }")) == "2:214 expected 'of' and the buffer");
    CHECK(errors_of(with(library + "importer i { dma_buf a; }")) ==
          "2:215 a dma_buf is not declared like this | declare buffers at top level: dma_buf a of EXPORTER;");
    CHECK(errors_of(with(library + "importer i { per buffer { bool x; } }")) ==
          "2:211 only an exporter adds members to its buffers | 'i' is an importer");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { void f(attachment *a) { a->importer.g(); } }")) ==
          "2:259 no component has a function 'g' | known here: f");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { void f(attachment *a) { a->importer.x = true; } }")) ==
          "2:259 which component this is, is not known here; only its functions can be called | test with 'has', or "
          "pass the instance as a parameter of its component's type");
    CHECK(
        errors_of(with(library + "dma_buf b of x; exporter x { void f(attachment *a) { if (a is PINNED) skip; } }")) ==
        "2:253 'PINNED' is no kind of attachment | known: STATIC, PIN_LEGACY, PIN_REVOCABLE, DYNAMIC");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { void f(fence *a) { if (a is STATIC) skip; } }")) ==
          "2:248 'is' asks for the kind of an attachment");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { void f(dma_buf *a) { if (has a->resv.g) skip; } }")) ==
          "2:248 only component instances have functions | as in has a->importer.invalidate_mappings");
    CHECK(errors_of(
              with(library + "dma_buf b of x; exporter x { void f(dma_buf *a) { ready(a); if (ready(a)) skip; } }")) ==
          "2:244 ready has a value that nobody reads\n"
          "2:264 ready takes a fence, not a dma_buf");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { fence f; }")) == "2:230 expected 'of' and the buffer");
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { fence f of b; void g() { job_depends(&f, b, 3); "
                                   "job_depends(b, b, KERNEL); } }")) ==
          "2:267 job_depends takes a usage, as in BOOKKEEP, not a number\n"
          "2:283 job_depends takes a fence, not a dma_buf");
    CHECK(errors_of(with(library +
                         "dma_buf b of x; exporter x { void f(attachment *a) { a->importer.g(a); } } importer i { "
                         "void g(attachment *a) { } } importer j { int g(attachment *a) { return 1; } }")) ==
          "2:327 j.g and i.g can be called by the same call, but their parameters or results differ | give them the "
          "same types");
}

TEST_CASE("messages of the checker: fences, what they have for each buffer, and contexts") {
    const std::string two = "use dma_buf; dma_buf a of x; dma_buf b of x;";
    CHECK(errors_of(with("struct s { bool y per dma_buf; }")) ==
          "2:17 only struct fence has members per dma_buf | what an exporter adds to its buffers stands in: per buffer "
          "{ ... }");
    CHECK(errors_of(in_thread("bool y per dma_buf;")) ==
          "4:6 a local cannot be an array | make it a member of the component");
    CHECK(errors_of(with("struct s { bool y per buffer; }")) == "2:22 expected 'dma_buf' after 'per'");
    CHECK(errors_of(with(two + "exporter x { fence f of a; bool ok; thread t { ok = f.in_resv[1] == NONE; } }")) ==
          "2:107 'in_resv' has one value for each dma_buf | name a buffer: in_resv[b]");
    CHECK(errors_of(with(two + "exporter x { fence f of a; thread t { f.pending[b] = true; } }")) ==
          "2:93 'pending' is not an array");
    CHECK(errors_of(with(two + "exporter x { fence f of a; bool ok; thread t { ok = f.in_resv[b] == f.in_resv; } }"))
              .empty());
    CHECK(errors_of(with(library + "dma_buf a of x; dma_buf b of x; exporter x { fence f of a; void g() { "
                                   "job_depends(&f, b, KERNEL); snapshot_take(a, BOOKKEEP); } }")) ==
          "2:264 job_depends needs struct fence { bool pending; usage in_resv per dma_buf; } | the kernel library "
          "declares it: use dma_buf;\n"
          "2:292 snapshot_take needs struct fence { bool pending; usage in_resv per dma_buf; } | the kernel library "
          "declares it: use dma_buf;");
    CHECK(errors_of(with(two + "exporter x { fence f of a; void g() { snapshot_take(&f, READ); snapshot_take(a, 2); "
                               "snapshot_drop(&f); snapshot_signaled(); } }")) ==
          "2:97 snapshot_take takes a dma_buf, not a fence\n"
          "2:125 snapshot_take takes a usage, as in BOOKKEEP, not a number\n"
          "2:143 snapshot_drop takes a dma_buf, not a fence\n"
          "2:148 snapshot_signaled has a value that nobody reads");
    CHECK(errors_of(with(two + "exporter x { thread t { skip; } } always (snapshot_signaled()) as p;")) ==
          "2:87 whose snapshot is it? | only the code of a thread can ask for its own");
    CHECK(errors_of(with(two + "exporter x { dma_fence_context ring; fence f of a context rang; }")) ==
          "2:88 'rang' is no dma_fence_context of x | did you mean 'ring'?");
    CHECK(errors_of(with(two + "exporter x { dma_fence_context ring[2]; fence f of a context ring; }")) ==
          "2:91 'ring' is no dma_fence_context of x | declare one: dma_fence_context ring;");
    CHECK(errors_of(with("use dma_buf;")).empty());  // no buffer at all, and no fence
    CHECK(errors_of(with(library + "dma_buf a of x; exporter x { fence f of a context ring; }")) ==
          "2:229 there is no struct dma_fence_context | the kernel library declares it: use dma_buf;");
}

TEST_CASE("messages of the checker: pointers") {
    CHECK(errors_of(in_thread("p = &q;", "object mr { bool x; } mr *p; object ms { bool x; } ms *q;")) ==
          "4:5 only objects have an address: locks, structs, attachments, mappings, fences, buffers");
    CHECK(errors_of(in_thread("p = 1;", "object mr { bool x; } mr *p;")) ==
          "4:5 a pointer points to the own object mr or is NULL | write &mr or NULL");
    CHECK(errors_of(in_thread("foreach (c i) i.p = &i.mr;", "", "importer c[2] { object mr { bool x; } mr *p; }"))
              .empty());
    CHECK(errors_of(in_thread("mr *q = p;", "object mr { bool x; } mr *p;")) ==
          "4:1 what this reference is bound to depends on a shared variable | read the variable into a local first, or "
          "name the pointer where it is used: binding is no step");
    CHECK(errors_of(in_thread("mr *q = &mr; q->x = true;", "object mr { bool x; } mr *p;")).empty());
    CHECK(errors_of(with("user u { object mr { bool x; } mr *p = 1; }")) == "2:40 a pointer starts as NULL or &mr");
    CHECK(errors_of(with("user u { object mr { bool x; } mr *p[2]; }")) == "2:36 there are no arrays of pointers");
    CHECK(
        errors_of(with("user u { object mr { bool x; mr *p; } }")) ==
        "2:34 an object of the heap has no pointers: 'p' cannot be a member | declare it in the component, beside the "
        "object");
    const std::string same_each_time = "an object of the heap is the same each time it is made: 'x' cannot have any "
                                       "initial value | choose behind kzalloc(): o.x = any;";
    CHECK(errors_of(with("user u { object mr { bool x = any; } }")) == "2:27 " + same_each_time);
    CHECK(errors_of(with("user u { object mr { bool x[2] = { true, any }; } }")) == "2:27 " + same_each_time);
    CHECK(errors_of(with("struct s { bool a = any; } user u { object mr { s x; } }")) == "2:51 " + same_each_time);
}

TEST_CASE("messages of the checker: threads") {
    CHECK(errors_of("spec \"t\"; user u { }") ==
          "1:6 the spec has no thread: nothing can happen | declare a thread in a component");
    CHECK(errors_of("spec \"t\";") ==
          "1:6 the spec has no thread: nothing can happen | declare a thread in a component");
    CHECK(errors_of(with("user u { work w[2] { skip; } }")) ==
          "2:15 which of them is it? 'w' needs a parameter | write work w[K](int k) { ... }");
    CHECK(errors_of(with("user u { work w(int k) { skip; } }")) ==
          "2:15 'w' has a parameter, but nothing to choose from | write work w[K](int k) { ... }");
    CHECK(errors_of(with("user u { work w[2](bool k) { skip; } }")) ==
          "2:25 the parameter of a work is its number | write (int k)");
    CHECK(errors_of(with("user u { work w[0](int k) { skip; } }")) == "2:17 there cannot be 0 of 'w'");
}

TEST_CASE("messages of the checker: guards by an exporter") {
    CHECK(errors_of(with(library + "dma_buf b of x; exporter x { lock own; per buffer { bool r __guarded_by(own); } }"))
              .empty());
}

TEST_CASE("messages of the checker: what is computed before anything runs must fit 32 bits") {
    const std::string large = "const A = 65536; const B = A * A;";
    CHECK(errors_of(with(large)) == "2:30 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(with("const A = 65536; user u { bool x[A * A]; }")) ==
          "2:36 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(with("const A = 65536; user u[A * A] { bool x; }")) ==
          "2:27 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(with("const A = 65536; user u { int<0..A * A> x; }")) ==
          "2:36 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(with("param P in 1..65536 * 65536 = 2;")) == "2:21 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(with("param P in 0..3 = -2147483647 - 2;")) == "2:31 the result -2147483649 does not fit 32 bits");
    CHECK(errors_of(with("user u { int<0..3> x = any (0..65536 * 65536); }")) ==
          "2:38 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(with("always forall (int i in 0..65536 * 65536) (i >= 0) as all;")) ==
          "2:34 the result 4294967296 does not fit 32 bits");
    CHECK(errors_of(in_thread("int k = any (0..65536 * 65536);")) == "4:23 the result 4294967296 does not fit 32 bits");
    const std::string least = "const LEAST = -2147483647 - 1; ";
    CHECK(errors_of(with(least + "const A = -LEAST;")) == "2:42 the result 2147483648 does not fit 32 bits");
    CHECK(errors_of(with(least + "const A = LEAST / -1;")) == "2:48 the result 2147483648 does not fit 32 bits");
    CHECK(errors_of(with(least + "const A = LEAST % -1;")) == "2:48 the result 2147483648 does not fit 32 bits");
    CHECK(errors_of(with(least + "const A = LEAST % 1 + LEAST / 1;")).empty());
}
