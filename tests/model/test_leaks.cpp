// What is left at the end, what is used after its end, and dangling pointers; by the reference interpreter.
#include <catch2/catch.hpp>

#include "tests/model/test_check_support.hpp"
#include "tests/model/test_interpret.hpp"

using revoke_mc::tests::Counts;
using revoke_mc::tests::Explored;
using revoke_mc::tests::user;

namespace {

/// The verdicts of a component with these members under `never leak;`.
std::string left(const std::string& members) { return user(members, "never leak;").violated(); }

const std::string attaches = "use dma_buf; dma_buf d of x; exporter x { int map_dma_buf(attachment *a) { return 0; } "
                             "void unmap_dma_buf(attachment *a) { } }\n";

/// An importer whose thread does this with its attachment.
std::string importer(const std::string& code) {
    return Explored(attaches +
                    "importer i { attachment att of d : static; mapping m of att; void name(dma_buf *b) { } "
                    "thread t { " +
                    code + " } }\nnever leak;")
        .violated();
}

}  // namespace

TEST_CASE("an object that nobody frees is left at the end") {
    CHECK(left("object o { bool b; } thread t { kzalloc(o); o.b = true; }") == "leak 2");
    CHECK(left("object o { bool b; } thread t { kzalloc(o); o.b = true; kfree(o); }").empty());
    CHECK(left("object o { bool b; } thread t { kzalloc(o); rest: await (!o.b && false); }") == "leak 1");
}

TEST_CASE("only ends count, and a deadlock is none") {
    CHECK(left("object o { bool b; } thread t { kzalloc(o); loop { o.b = !o.b; } }").empty());
    CHECK(left("object o { bool b; } thread t { kzalloc(o); rest: skip; kfree(o); }").empty());
    CHECK(left("object o { bool b; } thread t { kzalloc(o); await (o.b); }") == "deadlock 1, stuck 1");
}

TEST_CASE("a released variable must not end above its initial value") {
    CHECK(left("int<0..3> n __released = 1; thread t { n = 2; }") == "leak 1");
    CHECK(left("int<0..3> n __released = 1; thread t { n = 0; }").empty());
    CHECK(left("int<0..3> n; bool b __released; thread t { n = 2; b = true; b = false; }").empty());
    CHECK(left("int<0..1> n[2] __released; thread t { n[1] = 1; }") == "leak 1");
    CHECK(user("int<0..3> n __released; thread t { n = 2; }").violated().empty());
}

TEST_CASE("what lies in an object goes with it") {
    CHECK(user("object o { int<0..1> n __released; } thread t { kzalloc(o); o.n = 1; kfree(o); }", "never leak;")
              .violated()
              .empty());
}

TEST_CASE("allocated says whether an object is there, and is no use of it") {
    CHECK(user("object o { bool b; } bool before, between, after; thread t { before = allocated(o); kzalloc(o);"
               "between = allocated(o); kfree(o); after = allocated(o); }",
               "never u.before || u.after as gone; possible u.between as there;")
              .violated()
              .empty());
    CHECK(user("object o { bool b; } o *p; bool before, after; thread t { before = allocated(p); kzalloc(o); p = &o;"
               "kfree(o); kzalloc(o); after = allocated(p); }",
               "never u.before || u.after as gone;")
              .violated()
              .empty());
}

TEST_CASE("a pointer dangles behind kfree, whatever is allocated then") {
    const std::string freed = "object o { bool b; } o *p; bool x; thread t { kzalloc(o); p = &o; kfree(o); ";
    CHECK(user(freed + "x = p->b; }").violated() == "trap 4");
    CHECK(user(freed + "kzalloc(o); x = p->b; }").violated() == "trap 5");
    CHECK(user(freed + "kzalloc(o); p = &o; x = p->b; }").violated().empty());
    CHECK(user(freed + "p = NULL; kzalloc(o); x = p != NULL; }", "never u.x as set;").violated().empty());
    CHECK(user(freed + "x = p == NULL; }", "never u.x as null;").violated().empty());
    CHECK(user(freed + "kzalloc(o); x = p == &o; }", "never u.x as same;").violated().empty());
    CHECK(user(freed + "kzalloc(o); x = p->b; }").message("trap") == "what this pointed to has been freed");
}

TEST_CASE("an attachment is not used behind its end") {
    const std::string once = "if (dma_buf_attach(&att)) goto out; dma_buf_detach(&att); ";
    CHECK(importer(once + "out: skip;").empty());
    CHECK(importer(once + "name(att.buf); out: skip;").substr(0, 4) == "trap");
    CHECK(importer("name(att.buf); " + once + "out: skip;").empty());
    CHECK(importer(once + "int error = dma_buf_attach(&att); name(att.buf); dma_buf_detach(&att); out: skip;").empty());
    CHECK(importer(once + "assert (att.buf == d); out: skip;").empty());
    CHECK(Explored(attaches + "importer i { attachment att of d : static; void end(attachment *a) { dma_buf_detach(a); "
                              "dma_buf_put(a->buf); } thread t { get_dma_buf(d); if (dma_buf_attach(&att)) goto out; "
                              "end(&att); out: skip; } }")
              .violated()
              .substr(0, 4) == "trap");
}

TEST_CASE("whether an attachment was freed is no state where nobody looks at it again") {
    const std::string loop = "importer i { attachment att of d : static; thread t { loop { rest: skip; "
                             "int error = dma_buf_attach(&att); dma_buf_detach(&att); } } }";
    const std::string looks = "importer i { attachment att of d : static; thread t { loop { rest: skip; "
                              "int error = dma_buf_attach(&att); dma_buf_t(att.buf); dma_buf_detach(&att); } } "
                              "void dma_buf_t(dma_buf *b) { } }";
    CHECK(Explored(attaches + loop).counts() == Counts{5, 5, 4});
    CHECK(Explored(attaches + looks).counts() == Counts{6, 6, 5});
}

TEST_CASE("what an importer forgets is left") {
    CHECK(importer("int error = dma_buf_attach(&att);").substr(0, 4) == "leak");
    CHECK(importer("int error = dma_buf_attach(&att); error = dma_buf_map_attachment_unlocked(&m);"
                   "dma_buf_unmap_attachment_unlocked(&m); dma_buf_detach(&att);")
              .empty());
    CHECK(importer("get_dma_buf(d);").substr(0, 4) == "leak");
}

TEST_CASE("messages: leaks") {
    using revoke_mc::tests::errors_of;
    CHECK(errors_of("spec \"x\";\nstruct s { bool b; }\nuser u { s it __released; thread t { it.b = true; } }") ==
          "3:12 only simple variables are __released | say it of the members of the struct");
    CHECK(errors_of("spec \"x\";\nuser u { bool b; thread t { b = allocated(b); } }") ==
          "2:43 allocated takes an object { ... } of a component, or a pointer to one, not a truth value");
    CHECK(errors_of("spec \"x\";\nuser u { bool b __released; thread t { b = true; } }\nnever leak;\nnever leak;") ==
          "4:1 there are two properties called 'leak' | name one of them: ... as NAME;");
    CHECK(revoke_mc::tests::warnings_of("spec \"x\";\nuser u { bool b; thread t { b = true; } }\nnever leak;") ==
          "3:1 there is nothing here that could leak | objects of the heap can, and variables that are __released");
}
