// Declarations: components with all kinds of members, the top level, properties and expectations.
#include <catch2/catch.hpp>

#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

namespace {

std::string shapes(const std::vector<Variable>& variables) {
    std::string result;
    for (const auto& variable : variables) result += (result.empty() ? "" : "; ") + shape(variable);
    return result;
}

Property property(const std::string& text) {
    auto parsed = spec(text);
    REQUIRE(parsed.file.properties.size() == 1);
    return std::move(parsed.file.properties[0]);
}

Expect expectation(const std::string& text) {
    auto parsed = spec(text);
    REQUIRE(parsed.file.expects.size() == 1);
    return std::move(parsed.file.expects[0]);
}

}  // namespace

TEST_CASE("a file starts with its title or its name") {
    CHECK(parse_text("spec \"vfio x iommufd\";").file.title == "vfio x iommufd");
    CHECK_FALSE(parse_text("spec \"t\";").file.library);
    const auto library = parse_text("// the core\nlibrary dma_buf;").file;
    CHECK(library.library);
    CHECK(library.title == "dma_buf");
    CHECK(library.title_place == Place{0, 2, 9});
}

TEST_CASE("sources and uses") {
    const auto file = spec("source \"a.c\"; source \"b.c; 7.1\"; use dma_buf; use \"parts/vfio.rvk\";").file;
    CHECK(file.sources == std::vector<std::string>{"a.c", "b.c; 7.1"});
    REQUIRE(file.uses.size() == 2);
    CHECK((file.uses[0].name == "dma_buf" && !file.uses[0].file));
    CHECK((file.uses[1].name == "parts/vfio.rvk" && file.uses[1].file));
}

TEST_CASE("parameters and constants") {
    const auto file =
        spec("param N in 1..2 * 4 = 2; param bool X = true; param int M in -1..1 = 0; const K = -1;").file;
    REQUIRE(file.params.size() == 3);
    CHECK(file.params[0].name == "N");
    CHECK_FALSE(file.params[0].boolean);
    CHECK(shape(*file.params[0].low) + ".." + shape(*file.params[0].high) + " = " + shape(*file.params[0].initial) ==
          "1..(* 2 4) = 2");
    CHECK(file.params[1].boolean);
    CHECK(shape(*file.params[1].initial) == "true");
    CHECK(shape(*file.params[2].low) == "(- 1)");
    CHECK(file.constants.at(0).name == "K");
    CHECK(shape(*file.constants.at(0).value) == "(- 1)");
}

TEST_CASE("enums, structs and buffers") {
    const auto file = spec("enum usage { NONE, KERNEL };\n enum e { A, B, }\n struct kref { int<0..K> n; ghost bool g "
                           "= false, h; lock l[2]; }; dma_buf bar of vfio;")
                          .file;
    REQUIRE(file.enums.size() == 2);
    CHECK(file.enums[0].name == "usage");
    REQUIRE(file.enums[0].values.size() == 2);
    CHECK(file.enums[0].values[0].name == "NONE");
    CHECK(file.enums[0].values[1].name == "KERNEL");
    CHECK(file.enums[0].values[1].place == Place{0, 2, 20});
    REQUIRE(file.enums[1].values.size() == 2);
    CHECK(file.enums[1].values[0].name == "A");
    CHECK(file.enums[1].values[1].name == "B");
    CHECK(file.structs.at(0).name == "kref");
    CHECK(shapes(file.structs.at(0).fields) == "int<0..K> n; ghost bool g = false; ghost bool h; lock l[2]");
    CHECK((file.buffers.at(0).name == "bar" && file.buffers.at(0).exporter == "vfio"));
}

TEST_CASE("components: role, count, order") {
    const auto file = spec("exporter e { } importer i[N] { } importer o[2 * N] ordered { } user u { }").file;
    REQUIRE(file.components.size() == 4);
    CHECK(file.components[0].role == "exporter");
    CHECK_FALSE(file.components[0].count);
    CHECK(shape(*file.components[1].count) == "N");
    CHECK_FALSE(file.components[1].ordered);
    CHECK(shape(*file.components[2].count) == "(* 2 N)");
    CHECK(file.components[2].ordered);
    CHECK(file.components[3].role == "user");
    CHECK(file.components[3].place == Place{0, 2, 69});
}

TEST_CASE("member variables") {
    CHECK(shapes(members("const bool pinned = index % 2 == 0;").variables) == "const bool pinned = (== (% index 2) 0)");
    CHECK(shapes(members("int<-1..1> map = NONE, dma = NONE;").variables) ==
          "int<(- 1)..1> map = NONE; int<(- 1)..1> dma = NONE");
    CHECK(shapes(members("int<0..PLACES-1> p;").variables) == "int<0..(- PLACES 1)> p");
    CHECK(shapes(members("bool alive[2] = { true, false };").variables) == "bool alive[2] = (list true false)");
    CHECK(shapes(members("bool x = any;").variables) == "bool x = (any)");
    CHECK(shapes(members("lock pages; rwlock memory_lock; kref maps = 1; mr *private = NULL;").variables) ==
          "lock pages; rwlock memory_lock; kref maps = 1; mr* private = NULL");
    CHECK(shapes(members("bool revoked = false __guarded_by(resv);").variables) == "bool revoked by resv = false");
    CHECK(shapes(members("bool revoked __guarded_by(a.resv) = false;").variables) ==
          "bool revoked by (.resv a) = false");
    CHECK(shapes(members("ghost const int g[K];").variables) == "const ghost int g[K]");
    CHECK(shapes(members("bool bound[2], device;").variables) == "bool bound[2]; bool device");
    CHECK(shapes(members("usage u per dma_buf, v;").variables) == "usage u per dma_buf; usage v");
}

TEST_CASE("attachments, mappings, fences") {
    const auto attached =
        members("attachment att of bar : dynamic; attachment b of A; mapping m[K] of att, n of att; fence f[2] of bar, "
                "g of bar context ring, context of bar;")
            .attached;
    REQUIRE(attached.size() == 7);
    CHECK(attached[0].kind == Attached::Kind::attachment);
    CHECK((attached[0].name == "att" && attached[0].of == "bar" && attached[0].mode == "dynamic"));
    CHECK(attached[1].mode.empty());
    CHECK(attached[2].kind == Attached::Kind::mapping);
    CHECK(shape(*attached[2].array) == "K");
    CHECK((attached[3].kind == Attached::Kind::mapping && attached[3].name == "n" && !attached[3].array));
    CHECK((attached[4].kind == Attached::Kind::fence && attached[4].of == "bar" && attached[4].context.empty()));
    CHECK((attached[5].name == "g" && attached[5].of == "bar" && attached[5].context == "ring"));
    CHECK(attached[6].name == "context");
}

TEST_CASE("groups of fields") {
    const auto groups =
        members("per buffer { bool r; kref k = 1; } per attachment { int<0..3> n; } object mr { bool key = true; }")
            .groups;
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].kind == Group::Kind::per_buffer);
    CHECK(shapes(groups[0].variables) == "bool r; kref k = 1");
    CHECK(groups[1].kind == Group::Kind::per_attachment);
    CHECK((groups[2].kind == Group::Kind::object && groups[2].name == "mr"));
}

TEST_CASE("functions of components") {
    const auto functions =
        members("int f(attachment *a, int k, fence *f = NULL) { return 0; } void g() { } void h(void) { } mr *m() { "
                "return p; }"
                "ghost void q() { } predicate p(mapping *m) = m->live && x; fence *first(int a[2]) { }")
            .functions;
    REQUIRE(functions.size() == 7);
    CHECK(functions[0].name == "f");
    CHECK(shape(functions[0].result) == "int");
    CHECK(shapes(functions[0].parameters) == "attachment* a; int k; fence* f = NULL");
    CHECK(shape(*functions[0].body) == "(block (return 0))");
    CHECK(functions[1].parameters.empty());
    CHECK(functions[2].parameters.empty());
    CHECK(shape(functions[3].result) == "mr*");
    CHECK(functions[4].ghost);
    CHECK(functions[5].predicate);
    CHECK(shape(*functions[5].value) == "(&& (->live m) x)");
    CHECK_FALSE(functions[5].body);
    CHECK(shape(functions[6].result) == "fence*");
}

TEST_CASE("threads") {
    const auto threads =
        members("thread reset { loop skip; } device hw { } work unmap[SLOTS](int k) { f(k); } work w { }").threads;
    REQUIRE(threads.size() == 4);
    CHECK(threads[0].kind == Thread::Kind::thread);
    CHECK(shape(*threads[0].body) == "(block (loop (skip)))");
    CHECK((threads[1].kind == Thread::Kind::device && threads[1].name == "hw"));
    CHECK(threads[2].kind == Thread::Kind::work);
    CHECK(shape(*threads[2].array) == "SLOTS");
    CHECK(shapes(threads[2].parameters) == "int k");
    CHECK(threads[3].parameters.empty());
    CHECK_FALSE(threads[3].array);
}

TEST_CASE("a function's parameters do not stick to a later work") {
    const auto component = members("void f(int k) { } work w { } thread t { }");
    CHECK(shapes(component.functions.at(0).parameters) == "int k");
    CHECK(component.threads.at(0).parameters.empty());
}

TEST_CASE("functions at the top level") {
    const auto file = spec("void f(dma_buf *b) { } ghost void g() { } predicate p() = true; override int "
                           "vfio.attach(attachment *a) { return 0; }"
                           "exporter e { void inner() { } }")
                          .file;
    REQUIRE(file.functions.size() == 4);
    CHECK(file.functions[0].name == "f");
    CHECK(file.functions[1].ghost);
    CHECK(file.functions[2].predicate);
    CHECK(file.functions[3].override_);
    CHECK(file.functions[3].name == "vfio.attach");
    CHECK(shape(file.functions[3].result) == "int");
    CHECK(file.components.at(0).functions.size() == 1);
}

TEST_CASE("invariants") {
    const auto plain = property("always a && b as both blames EXPORTER;");
    CHECK(plain.form == PropertyForm::always);
    CHECK((plain.name == "both" && plain.blames == "EXPORTER"));
    CHECK(shape(*plain.condition) == "(&& a b)");
    CHECK(property("always a: forall (M i) x;").name == "a");
    CHECK(property("always (a);").form == PropertyForm::always);
    CHECK(property("never (a && b) as c;").form == PropertyForm::never);
    CHECK(property("never a as c;").name == "c");
    CHECK(property("always a as b;").name == "b");
    CHECK(property("always vfio.x;").form == PropertyForm::always);
}

TEST_CASE("names after always stand for asserts and library properties") {
    const auto file = spec("always one;\nalways two, three;").file;
    REQUIRE(file.properties.size() == 3);
    for (const auto& named : file.properties) CHECK(named.form == PropertyForm::named);
    CHECK(file.properties[0].name == "one");
    CHECK((file.properties[2].name == "three" && file.properties[2].place == Place{0, 3, 13}));
}

TEST_CASE("possibility") {
    const auto p =
        property("always possible (vfio.reset @ idle) without entering iommufd.ioctl @ closed as no_restore_required;");
    CHECK(p.form == PropertyForm::possible);
    CHECK(shape(*p.condition) == "(@ (.reset vfio) idle)");
    CHECK(shape(*p.entering) == "(@ (.ioctl iommufd) closed)");
    CHECK(p.name == "no_restore_required");
    CHECK(shape(*property("always possible x without entering dma_buf_pin;").entering) == "dma_buf_pin");
    CHECK(shape(*property("always possible x without entering vfio.revoke as a;").entering) == "(.revoke vfio)");
    const auto each = property("always possible (i @ closed) for each iommufd i without entering i.f as q;");
    CHECK((each.each->type == "iommufd" && each.each->name == "i"));
    CHECK(shape(*each.entering) == "(.f i)");
    const auto unnamed = property("always possible x without entering f for each iommufd;");
    CHECK((unnamed.each->type == "iommufd" && unnamed.each->name.empty()));
    CHECK(property("possible (a && b);").form == PropertyForm::reachable);
    CHECK(property("possible a as w;").name == "w");
    CHECK(property("always possible r: x;").name == "r");
}

TEST_CASE("expectations") {
    CHECK(expectation("expect holds;").form == ExpectForm::holds);
    CHECK(expectation("expect holds;").names.empty());
    CHECK(expectation("expect holds a, b;").names == std::vector<std::string>{"a", "b"});
    CHECK(expectation("expect violated c;").form == ExpectForm::violated);
    CHECK(expectation("expect violated c;").name_places.at(0) == Place{0, 2, 17});
    const auto counts = expectation("expect states 224, transitions 416, depth 18;");
    CHECK(counts.form == ExpectForm::counts);
    CHECK((*counts.states == 224 && *counts.transitions == 416 && *counts.depth == 18));
    CHECK_FALSE(expectation("expect depth 7, states 1;").transitions);
    CHECK(*expectation("expect states 18446744073709551615;").states == 18446744073709551615ULL);
}

TEST_CASE("acceptances") {
    const auto file =
        spec("accept \"say \\\"hi\\\"\" because \"it is so\"; accept \"b\"\nbecause // two lines\n\"c\";").file;
    REQUIRE(file.accepts.size() == 2);
    CHECK((file.accepts[0].id == "say \"hi\"" && file.accepts[0].reason == "it is so"));
    CHECK(file.accepts[0].place == Place{0, 2, 8});
    CHECK(file.accepts[1].reason_place == Place{0, 4, 1});
    CHECK(spec("user u { bool accept, because; } void accept() { }").file.functions.at(0).name == "accept");
}

TEST_CASE("several declarations stand on a line, and order does not matter") {
    const auto file =
        spec("always a; param N in 1..2 = 1; expect holds a; user u { } const K = 1; use x; source \"s\";").file;
    CHECK(file.properties.size() == 1);
    CHECK(file.params.size() == 1);
    CHECK(file.components.size() == 1);
}
