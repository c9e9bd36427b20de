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

TEST_CASE("an object that nobody frees is left") {
    CHECK(left("object o { bool b; } thread t { kzalloc(o); o.b = true; }") == "leak 1");
    CHECK(left("object o { bool b; } thread t { kzalloc(o); o.b = true; kfree(o); }").empty());
    CHECK(left("object o { bool b; } thread t { kzalloc(o); rest: await (!o.b && false); }") == "leak 1");
    CHECK(left("object o { bool b; } thread t { kzalloc(o); rest: skip; kfree(o); }").empty());
}

TEST_CASE("what is left is left however the others go on") {
    CHECK(left("object o { bool b; } thread t { kzalloc(o); loop { o.b = !o.b; } }") == "leak 1");
    CHECK(left("object o { bool b; } bool x; thread t { kzalloc(o); } device d { loop { x = !x; } }") == "leak 1");
    CHECK(left("object o { bool b; } bool x; thread t { kzalloc(o); rest: await (x); kfree(o); } "
               "device d { loop { x = !x; } }")
              .empty());
    CHECK(left("object o { bool b; } thread t { loop { rest: kzalloc(o); kfree(o); } }").empty());
    CHECK(left("int<0..3> n __released; bool b; thread t { loop { rest: b = !b; n = 1; n = 0; } }").empty());
    CHECK(left("int<0..3> n __released; bool b; thread t { loop { rest: b = !b; atomic { if (n < 3) n++; } "
               "atomic { if (b && n > 1) n--; } } }") == "leak 2");
}

TEST_CASE("what is held by those who hang is left, too") {
    CHECK(left("object o { bool b; } thread t { kzalloc(o); await (o.b); }") == "deadlock 1, stuck 1, leak 1");
}

TEST_CASE("a released variable must not end above its initial value") {
    CHECK(left("int<0..3> n __released = 1; thread t { n = 2; }") == "leak 1");
    CHECK(left("int<0..3> n __released = 1; thread t { n = 0; }").empty());
    CHECK(left("int<0..3> n; bool b __released; thread t { n = 2; b = true; b = false; }").empty());
    CHECK(left("int<0..1> n[2] __released; thread t { n[1] = 1; }") == "leak 1");
    CHECK(user("int<0..3> n __released; thread t { n = 2; }").violated().empty());
}

TEST_CASE("several things may be left in turn, but not one always") {
    const std::string loop = "object a { bool x; } object b { bool x; } thread t { kzalloc(a); loop { ";
    CHECK(left(loop + "kzalloc(b); kfree(a); kzalloc(a); kfree(b); } }") == "leak 1");
    CHECK(left(loop + "rest: kzalloc(b); kfree(a); kfree(b); kzalloc(a); } }").empty());
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

TEST_CASE("a reference ends with the object that its own thread frees") {
    const auto does = [](const std::string& function, const std::string& call) {
        return user("object o { bool b; lock l; } o *p; bool x; " + function + " thread t { kzalloc(o); p = &o; " +
                    call + " kfree(o); }")
            .violated();
    };
    CHECK(does("void f(o *r) { kfree(o); kzalloc(o); r->b = true; }", "f(p);") == "trap 6");
    CHECK(does("void f(o *r) { kfree(r); kzalloc(o); r->b = true; }", "f(&o);") == "trap 5");
    CHECK(does("void f(o *r) { kfree(r); kzalloc(r); r->b = true; }", "f(&o);").empty());
    CHECK(does("void f(o *r) { kfree(r); kzalloc(o); }", "f(&o);").empty());
    CHECK(does("void f(o *r) { kfree(r); kfree(r); }", "f(&o);") == "trap 4");
    CHECK(does("void f(lock *l) { kfree(o); kzalloc(o); mutex_lock(l); mutex_unlock(l); }", "f(&o.l);") == "trap 5");
    CHECK(does("void g(o *r) { r->b = true; } void f(o *r) { kfree(r); kzalloc(o); g(&o); }", "f(&o);").empty());
    CHECK(does("void g() { kfree(o); kzalloc(o); } void f(o *r) { g(); r->b = true; }", "f(&o);") == "trap 5");
}

TEST_CASE("an attachment is not used behind its end") {
    const std::string once = "if (dma_buf_attach(&att)) goto out; dma_buf_detach(&att); ";
    CHECK(importer(once + "out: skip;").empty());
    CHECK(importer(once + "name(att.buf); out: skip;").substr(0, 4) == "trap");
    CHECK(importer(once + "name(m.att.buf); out: skip;").substr(0, 4) == "trap");
    CHECK(importer(once + "name(m.buf); out: skip;").substr(0, 4) == "trap");
    CHECK(importer("name(m.buf); " + once + "name(d); out: skip;").empty());
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
                   "if (!error) dma_buf_unmap_attachment_unlocked(&m); dma_buf_detach(&att);")
              .empty());
    CHECK(importer("int error = dma_buf_attach(&att); error = dma_buf_map_attachment_unlocked(&m);"
                   "dma_buf_detach(&att);")
              .substr(0, 4) == "leak");
    CHECK(importer("get_dma_buf(d);").substr(0, 4) == "leak");
}

TEST_CASE("what is used behind its end is a trap unless its rule is claimed") {
    const auto breaks = [](const std::string& code, const std::string& claims) {
        return Explored(attaches +
                        "importer i { attachment att of d : dynamic; mapping m of att; "
                        "void invalidate_mappings(attachment *a) { } thread t { dma_buf_dynamic_attach(&att); " +
                        code + " } }\n" + claims)
            .violated();
    };
    const std::string mapped = "dma_buf_map_attachment_unlocked(&m); dma_buf_unmap_attachment_unlocked(&m); ";
    const std::vector<std::pair<std::string, std::string>> uses{
        {mapped + "dma_write(&m);", "no_access_after_unmap"},
        {mapped + "dma_read(&m);", "no_access_after_unmap"},
        {mapped + "dma_buf_unmap_attachment_unlocked(&m);", "map_balance"},
        {"dma_buf_detach(&att); dma_buf_detach(&att);", "attach_balance"},
        {"dma_buf_detach(&att); dma_buf_map_attachment_unlocked(&m);", "map_balance"},
        {"dma_buf_detach(&att); dma_resv_lock(d); dma_buf_pin(&att); dma_resv_unlock(d);", "pin_balance"},
        {"dma_buf_dynamic_attach(&att);", "attach_balance"},
        {"dma_buf_map_attachment_unlocked(&m); dma_buf_map_attachment_unlocked(&m);", "map_balance"},
        {"dma_buf_map_attachment_unlocked(&m); dma_buf_detach(&att); dma_buf_unmap_attachment_unlocked(&m);",
         "map_balance"},
        {"dma_buf_detach(&att); dma_buf_put(d); get_dma_buf(d);", "release_balance"},
        {"dma_buf_detach(&att); dma_buf_put(d); dma_buf_put(d);", "release_balance"},
        {"dma_buf_detach(&att); dma_buf_put(d); dma_buf_dynamic_attach(&att);", "release_balance"},
    };
    for (const auto& [code, rule] : uses) {
        INFO(code);
        CHECK(breaks(code, "").substr(0, 5) == "trap ");
        CHECK(breaks(code, "always " + rule + ";").substr(0, rule.size()) == rule);
    }
}

TEST_CASE("an assert may be a trap where nobody claims it") {
    const std::string code = "bool b, c; thread t { b = true; assert (!b) as A or trap; c = true; }";
    CHECK(user(code, "never u.c as on;").violated() == "trap 2");
    CHECK(user(code, "always A; never u.c as on;").violated() == "A 2, on 3");
    CHECK(user(code).message("trap") == "assert (!b) as A or trap; fails");
}

TEST_CASE("a function can ask which side called it") {
    const std::string asks = "bool yes() { return called_by(USER); } bool no() { return called_by(IMPORTER); } ";
    CHECK(user(asks + "bool a, b; thread t { a = yes(); b = no(); }", "never u.b as B; possible u.a as A;")
              .violated()
              .empty());
}

TEST_CASE("messages: leaks") {
    using revoke_mc::tests::errors_of;
    CHECK(errors_of("spec \"x\";\nstruct s { bool b; }\nuser u { s it __released; thread t { it.b = true; } }") ==
          "3:12 only simple variables are __released | say it of the members of the struct");
    CHECK(errors_of("spec \"x\";\nuser u { bool b; thread t { b = allocated(b); } }") ==
          "2:43 allocated takes an object { ... } of a component, or a pointer to one, not a truth value");
    CHECK(errors_of("spec \"x\";\nuser u { bool b __released; thread t { b = true; } }\nnever leak;\nnever leak;") ==
          "4:1 there are two properties called 'leak' | name one of them: ... as NAME;");
    CHECK(errors_of("spec \"x\";\nuser u { bool b; thread t { b = true; int n __released = 1; } }") ==
          "2:43 a local is never left: it ends with its block");
    CHECK(errors_of("spec \"x\";\nuser u { bool b; thread t { b = true; assert (b) or trap; } }") ==
          "2:39 an assert without a name is always checked | leave out 'or trap', or name it: as NAME");
    CHECK(errors_of("spec \"x\";\nuser u { bool b; thread t { b = called_by(b); } }") ==
          "2:43 called_by takes a side | EXPORTER, IMPORTER or USER");
    CHECK(errors_of("spec \"x\";\nuser u { bool b; thread t { b = true; } } never called_by(USER) as P;") ==
          "2:49 who called whom? | only the code of a function can ask who called it");
    CHECK(revoke_mc::tests::warnings_of("spec \"x\";\nuser u { bool b; thread t { b = true; } }\nnever leak;") ==
          "3:1 there is nothing here that could leak | objects of the heap can, and variables that are __released");
}
