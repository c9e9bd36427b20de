// What is said about a wrong spec, word for word: each message, its place and its hint.
//
// A message is part of the program. Whoever changes one sees here what else changes; whoever adds an
// expectation to the grammar adds its line here. "line:column: message [hint]"; lines count from the
// first of the text that is shown here.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

namespace {

struct Wrong {
    std::string text;
    std::string message;
};

std::string message_for(const std::string& text, std::uint32_t lines_before) {
    try {
        (void)parse_text(text);
    } catch (const SpecError& error) {
        const Diagnostic& first = error.diagnostics().at(0);
        const std::string line = std::to_string(first.place.line - lines_before);
        const std::string hint = first.hint.empty() ? "" : " [" + first.hint + "]";
        return line + ":" + std::to_string(first.place.column) + ": " + first.message + hint;
    }
    return "no mistake";
}

/// Each text with these lines in front of it.
void check(const std::string& before, const std::vector<Wrong>& cases, const std::string& behind = "") {
    const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
    for (const auto& wrong : cases) {
        CAPTURE(wrong.text);
        CHECK(message_for(before + wrong.text + behind, lines) == wrong.message);
    }
}

void whole(const std::vector<Wrong>& cases) { check("", cases); }
void top(const std::vector<Wrong>& cases) { check("spec \"t\";\n", cases); }
void member(const std::vector<Wrong>& cases) { check("spec \"t\";\nexporter e {\n", cases, "\n}"); }
void in_thread(const std::vector<Wrong>& cases) { check("spec \"t\";\nuser u { thread t {\n", cases, "\n} }"); }

}  // namespace

TEST_CASE("messages: the start of a file") {
    whole({
        {"", "1:1: the file is empty: a spec starts with spec \"title\";"},
        {"// only\n", "2:1: the file is empty: a spec starts with spec \"title\";"},
        {"use a;", "1:1: expected spec \"title\"; or library NAME; at the start of the file, found 'use'"},
        {"spec t;", "1:6: expected the title of the spec in quotes, found 't'"},
        {"spec \"t\"", "1:9: expected ';' after the title"},
        {"spec \"t", "1:6: this text has no closing quote on its line"},
        {"library \"x\";", "1:9: expected the name of a library, found '\"x\"'"},
        {"library loop;", "1:9: 'loop' is a word of the language and cannot be the name of a library"},
        {"{\"json\": 1}", "1:1: expected spec \"title\"; or library NAME; at the start of the file, found '{'"},
        {"\x07", "1:1: expected spec \"title\"; or library NAME; at the start of the file, found the byte 0x07"},
    });
}

TEST_CASE("messages: the top level") {
    top({
        {"spec \"u\";", "1:1: spec \"title\"; or library NAME; stands first, and once"},
        {"garbage", "1:1: expected a declaration, found 'garbage'"},
        {"exportr vfio { }",
         "1:14: expected '(' of a function or 'of' of a buffer, found '{' [did you mean 'exporter'?]"},
        {"alwyas a;", "1:9: expected '(' of a function or 'of' of a buffer, found ';' [did you mean 'always'?]"},
        {"int x;", "1:6: expected '(' of a function or 'of' of a buffer, found ';' [variables belong to a component; a "
                   "constant is const NAME = value;]"},
        {"int x = 3;", "1:7: expected '(' of a function or 'of' of a buffer, found '=' [variables belong to a "
                       "component; a constant is const NAME = value;]"},
        {"const int K = 3;", "1:7: a constant has no type [write const NAME = value;]"},
        {"const const = 1;", "1:7: 'const' is a word of the language and cannot be the name of a constant"},
        {"const K 3;", "1:8: expected '=' and a value"},
        {"const K = 3", "1:12: expected ';' after the constant"},
        {"use \"a", "1:5: this text has no closing quote on its line"},
        {"use 3;", "1:5: expected the name of a library or a quoted file name, found '3'"},
        {"use a", "1:6: expected ';' after 'use'"},
        {"source a;", "1:8: expected a quoted text, found 'a'"},
        {"source \"a\"", "1:11: expected ';' after the source"},
        {"/* no end", "1:1: this comment has no end [it ends with */]"},
        {"void f() {",
         "1:11: expected a statement or '}' before the end of the file [the '{' at line 2, column 10 has no '}']"},
        {"};", "1:1: expected a declaration, found '}' [one '}' too many, or a block ends earlier than meant]"},
        {"static void f() { }",
         "1:8: 'void' is a word of the language and cannot be the name of a function or buffer [leave out 'static']"},
        {"#include \"x\"", "1:1: expected a declaration, found '#' [there is no preprocessor: use NAME; brings in a "
                           "library, param and const define values]"},
        {"device d { }", "1:1: expected a declaration, found 'device'"},
        {"component c { }", "1:13: expected '(' of a function or 'of' of a buffer, found '{'"},
        {"int b of vfio;", "1:1: only a dma_buf can be 'of' an exporter here [write dma_buf b of vfio;]"},
        {"dma_buf b of;", "1:13: expected the name of an exporter, found ';'"},
        {"dma_buf b of vfio", "1:18: expected ';' after the buffer"},
        {"const x = 'a';", "1:11: expected a value, found ''' [texts are written in double quotes]"},
        {"fair vfio.reset;", "1:5: expected 'lock' after 'fair'"},
        {"fair lock;", "1:10: expected a lock, found ';'"},
        {"fair lock a.l", "1:14: expected ';' after the lock"},
        {"eventually;", "1:11: expected a condition, found ';'"},
        {"eventually x", "1:13: expected ';' after the property"},
        {"terminates;", "1:11: expected a thread, found ';'"},
        {"terminates a.t", "1:15: expected ';' after the property"},
    });
}

TEST_CASE("messages: parameters, enums and structs") {
    top({
        {"param = 1;", "1:7: expected the name of a parameter, found '='"},
        {"param N = 3;", "1:8: expected 'in' and a range, as in param N in 1..8 = 2;"},
        {"param N in 1..8;", "1:16: expected '=' and the value it has by default"},
        {"param N in 1 = 3;", "1:13: expected '..' and the upper bound"},
        {"param N in .. = 3;", "1:12: expected the lower bound, found '..'"},
        {"param bool X;", "1:13: expected '=' and the value it has by default"},
        {"param bool = true;", "1:12: expected the name of a parameter, found '='"},
        {"param N in 1..2 = 1", "1:20: expected ';' after the parameter"},
        {"enum e { };", "1:10: expected the name of a value, found '}'"},
        {"enum e { A B };", "1:12: expected ',' or '}', found 'B'"},
        {"enum e A;", "1:7: expected '{' and the values"},
        {"enum if { A };", "1:6: 'if' is a word of the language and cannot be the name of an enum"},
        {"enum e { else };", "1:10: 'else' is a word of the language and cannot be the name of a value"},
        {"struct device { int x; }", "1:8: 'device' is a word of the language and cannot be the name of a struct"},
        {"struct s { int x }", "1:17: expected ';' after the declaration"},
        {"struct s;", "1:9: expected '{' and the fields"},
        {"struct s { int f() { } }", "1:17: expected ';' after the declaration"},
        {"struct s { loop }", "1:12: expected a type, found 'loop'"},
    });
}

TEST_CASE("messages: functions") {
    top({
        {"void f(int) { }", "1:11: expected the name of a parameter, found ')'"},
        {"void f(a b c) { }", "1:11: expected ')' or ',' after the parameter"},
        {"void f(a b,) { }", "1:12: expected the type of a parameter, found ')'"},
        {"void f(a *loop) { }", "1:11: 'loop' is a word of the language and cannot be the name of a parameter"},
        {"void f();", "1:9: expected '{' and the body"},
        {"void loop() { }", "1:6: 'loop' is a word of the language and cannot be the name of a function or buffer"},
        {"override int f() { }", "1:15: expected '.' and the function that is replaced, as in vfio.attach"},
        {"override vfio.attach() { }", "1:14: expected the name of a component, found '.'"},
        {"override int vfio. () { }", "1:20: expected the name of a function, found '('"},
        {"predicate p = x;", "1:12: expected '(' and the parameters"},
        {"predicate p(int a) { return 1; }", "1:19: expected '=' and the meaning of the predicate"},
        {"predicate p(int a) = ;", "1:22: expected an expression, found ';'"},
        {"predicate p() = x", "1:18: expected ';' after the predicate"},
        {"const void f() { }", "1:7: 'void' is a word of the language and cannot be the name of a constant"},
    });
}

TEST_CASE("messages: components") {
    member({
        {"thred t { }", "1:8: expected ';' after the declaration [did you mean 'thread'?]"},
        {"thread { }", "1:8: expected the name of a thread, found '{'"},
        {"thread if { }", "1:8: 'if' is a word of the language and cannot be the name of a thread"},
        {"thread t skip;", "1:9: expected '{' and the body"},
        {"attachment a;", "1:13: expected 'of' and the buffer"},
        {"attachment a of 3;", "1:17: expected the name of a buffer, found '3'"},
        {"attachment a of b : 3;", "1:21: expected static, pin_legacy, pin_revocable or dynamic, found '3'"},
        {"attachment a of b dynamic;", "1:18: expected ';' after the declaration"},
        {"mapping m;", "1:10: expected 'of' and the attachment"},
        {"mapping loop of a;",
         "1:9: 'loop' is a word of the language and cannot be the name of a variable or function"},
        {"fence f of;", "1:11: expected the name of a buffer, found ';'"},
        {"per thread { }", "1:4: expected 'buffer' or 'attachment' after 'per'"},
        {"object { }", "1:8: expected the name of an object, found '{'"},
        {"object mr;", "1:10: expected '{' and the fields"},
        {"per buffer { x }", "1:16: expected the name of a variable, found '}'"},
        {"work w[2](int k);", "1:17: expected '{' and the body"},
        {"work w[](int k) { }", "1:8: expected the number of elements, found ']'"},
        {"bool;", "1:5: expected the name of a variable or function, found ';'"},
        {"bool x", "1:7: expected ';' after the declaration"},
        {"bool x y;", "1:7: expected ';' after the declaration"},
        {"bool x,;", "1:8: expected the name of a variable, found ';'"},
        {"bool loop;", "1:6: 'loop' is a word of the language and cannot be the name of a variable or function"},
        {"const x = 1;", "1:9: expected the name of a variable or function, found '='"},
        {"const void f() { }", "1:7: a function cannot be const"},
        {"x = 1;", "1:1: expected a member or '}', found 'x'"},
        {"struct kref k;",
         "1:1: expected a member or '}', found 'struct' [a type is written by its name alone, without 'struct']"},
        {"unsigned int x;", "1:10: 'int' is a word of the language and cannot be the name of a variable or function "
                            "[numbers are int or int<lo..hi>]"},
        {"int f(attachment *a { }", "1:20: expected ')' or ',' after the parameter"},
        {";", "1:1: expected a member or '}', found ';' [no ';' is needed behind '}']"},
        {"bool x __guarded_by lock;", "1:20: expected '(' and the lock"},
        {"bool x __guarded_by(;", "1:21: expected the lock, found ';'"},
    });
}

TEST_CASE("messages: component heads") {
    top({
        {"user { }", "1:6: expected the name of a component, found '{'"},
        {"user user { }", "1:6: 'user' is a word of the language and cannot be the name of a component"},
        {"user loop { }", "1:6: 'loop' is a word of the language and cannot be the name of a component"},
        {"user u[2 { }", "1:9: expected ']'"},
        {"user u[] { }", "1:8: expected the number of instances, found ']'"},
        {"user u order { }", "1:7: expected '{' and the members"},
        {"user u;", "1:7: expected '{' and the members"},
        {"user u { ",
         "1:9: expected a member or '}' before the end of the file [the '{' at line 2, column 8 has no '}']"},
    });
}

TEST_CASE("messages: types and variables") {
    member({
        {"int<0..> x;", "1:8: expected the upper bound, found '>'"},
        {"int<..3> x;", "1:5: expected the lower bound, found '..'"},
        {"int<0,3> x;", "1:6: expected '..' and the upper bound"},
        {"int<0..3 x;", "1:9: expected '>' after the upper bound"},
        {"int x[] ;", "1:7: expected the number of elements, found ']'"},
        {"int x[2;", "1:8: expected ']'"},
        {"bool a[2] = { };", "1:15: expected a value, found '}'"},
        {"bool a[2] = { 1, };", "1:18: expected a value, found '}'"},
        {"bool a[2] = { 1 2 };", "1:17: expected ',' or '}', found '2'"},
        {"bool a = ;", "1:10: expected a value, found ';'"},
    });
}

TEST_CASE("messages: ends of statements") {
    in_thread({
        {"x = 1", "1:6: expected ';' after the statement"},
        {"x = 1\n// comment\n\ny = 2;", "1:6: expected ';' after the statement"},
        {"x y", "1:4: expected ';' after the declaration"},
        {"f(a)", "1:5: expected ';' after the statement"},
        {"await (x)", "1:10: expected ';' after the statement"},
        {"break", "1:6: expected ';' after the statement"},
        {"skip", "1:5: expected ';' after the statement"},
        {"return", "1:7: expected ';' after the statement"},
        {"return x", "1:9: expected ';' after the statement"},
        {"return 1 2;", "1:9: expected ';' after the statement"},
        {"break 3;", "1:6: expected ';' after the statement"},
        {"int k = 3 k = 4;", "1:10: expected ';' after the declaration"},
        {"l: }", "1:4: a label stands in front of a statement [write L: skip; for a step that does nothing]"},
        {"rest:", "2:1: a label stands in front of a statement [write L: skip; for a step that does nothing]"},
        {"{ skip; ",
         "2:4: expected a member or '}' before the end of the file [the '{' at line 2, column 8 has no '}']"},
    });
}

TEST_CASE("messages: statements that are none") {
    in_thread({
        {"x", "2:1: expected an assignment or a call, found '}'"},
        {"x;", "1:2: expected an assignment or a call, found ';'"},
        {"a + b;", "1:3: expected an assignment or a call, found '+'"},
        {"x == 1;", "1:3: expected an assignment or a call, found '==' ['=' assigns, '==' compares]"},
        {"i <= 3;", "1:3: expected an assignment or a call, found '<='"},
        {"a:: b", "1:2: expected an assignment or a call, found '::'"},
        {"else skip;", "1:1: expected a statement, found 'else' [this 'else' has no 'if' directly before it]"},
        {"or skip;", "1:1: expected a statement, found 'or' [this 'or' has no 'either' directly before it]"},
        {";", "1:1: expected a statement, found ';' [an empty statement is written {}, one that is a step of its own "
              "skip;]"},
        {"x = 1;;", "1:7: expected a statement, found ';' [an empty statement is written {}, one that is a step of its "
                    "own skip;]"},
        {"if (a);", "1:7: expected a statement, found ';' [an empty statement is written {}, one that is a step of its "
                    "own skip;]"},
        {"if (a) else skip;", "1:8: expected a statement, found 'else' [this 'else' has no 'if' directly before it]"},
        {"loop", "2:1: expected a statement, found '}'"},
        {"while (a) }", "1:11: expected a statement, found '}'"},
        {"each (M i) ", "2:1: expected a statement, found '}'"},
        {"atomic", "2:1: expected a statement, found '}'"},
        {"ghost;", "1:6: expected a statement, found ';' [an empty statement is written {}, one that is a step of its "
                   "own skip;]"},
        {"thread t { }", "1:1: expected a statement, found 'thread'"},
        {"const = 3;", "1:7: expected a type, found '='"},
    });
}

TEST_CASE("messages: parts of statements") {
    in_thread({
        {"if a) skip;", "1:3: expected '(' after 'if'"},
        {"if (a skip;", "1:6: expected ')' after the condition"},
        {"if () skip;", "1:5: expected a condition, found ')'"},
        {"if (a = b) skip;", "1:6: expected ')' after the condition ['==' compares; '=' is a statement of its own]"},
        {"while a", "1:6: expected '(' after 'while'"},
        {"await x;", "1:6: expected '(' after 'await'"},
        {"assert x;", "1:7: expected '(' after 'assert'"},
        {"assert(x) as;", "1:13: expected the name of a property, found ';'"},
        {"assert(x) as if;", "1:14: 'if' is a word of the language and cannot be the name of a property"},
        {"assert(x) blames;", "1:17: expected the side to blame, as in 'blames EXPORTER', found ';'"},
        {"assert(x) as a as b;", "1:16: this assert has two names"},
        {"assert(x) blames A blames B;", "1:20: this assert blames two sides"},
        {"assert(x) \"text\";", "1:10: expected ';' after the statement"},
        {"bound(x);", "1:9: expected a quoted text that names the bound"},
        {"bound(x) text;", "1:9: expected a quoted text that names the bound"},
        {"bound(x) \"text", "1:10: this text has no closing quote on its line"},
        {"goto;", "1:5: expected a label, found ';'"},
        {"goto loop;", "1:6: 'loop' is a word of the language and cannot be a label"},
        {"goto 3;", "1:6: expected a label, found '3'"},
        {"loop: skip;", "1:1: 'loop' is a word of the language and cannot be a label"},
        {"fair l skip;", "1:7: expected ':' after the label"},
        {"fair loop: skip;", "1:6: 'loop' is a word of the language and cannot be a label"},
        {"either skip;", "1:13: expected 'or' and a second branch"},
        {"foreach i in M { }", "1:8: expected '(' and what to range over, as in (attachment a of bar)"},
        {"foreach (M) { }", "1:11: expected the name of a variable, found ')'"},
        {"foreach (M i of) { }", "1:16: expected what the set belongs to, found ')'"},
        {"foreach (M i { }", "1:13: expected ')'"},
        {"int x[2] = {1, 2;", "1:17: expected ',' or '}', found ';'"},
        {"int if;", "1:5: 'if' is a word of the language and cannot be the name of a variable"},
        {"int<0..3> ;", "1:11: expected the name of a variable, found ';'"},
        {"x = ;", "1:5: expected a value, found ';'"},
        {"x += ;", "1:6: expected a value, found ';'"},
        {"++;", "1:3: expected a variable, found ';'"},
        {"++3 + 4;", "1:4: expected ';' after the statement"},
    });
}

TEST_CASE("messages: habits from C") {
    in_thread({
        {"for (i = 0; i < 3; i++) { }", "1:1: expected a statement, found 'for' [there is no 'for': use while (c), "
                                        "loop, foreach (TYPE x) or each (TYPE x)]"},
        {"do { } while (x);",
         "1:4: expected an assignment or a call, found '{' [there is no 'do': use loop { ... if (c) break; }]"},
        {"switch (x) { }", "1:11: expected ';' after the statement [there is no 'switch': use if and else if]"},
        {"case 3: skip;",
         "1:6: expected an assignment or a call, found '3' [there is no 'switch': use if and else if]"},
        {"x *= 2;", "1:3: expected an assignment or a call, found '*=' [write x = x * y;]"},
        {"x = y++;", "1:6: expected ';' after the statement ['++' is a statement of its own: x++;]"},
        {"x = y--;", "1:6: expected ';' after the statement ['--' is a statement of its own: x--;]"},
        {"x = y = z;", "1:6: expected ';' after the statement [one assignment per statement; '==' compares]"},
        {"*p = 3;", "1:1: there is no dereference [use -> for a field: p->x]"},
        {"x = *p;", "1:5: there is no dereference [use -> for a field: p->x]"},
        {"x = a & b;", "1:6: expected ';' after the statement [there are no operations on bits: write && for 'and']"},
        {"x = a | b;", "1:6: expected ';' after the statement [there are no operations on bits: write || for 'or']"},
        {"x = a << 2;", "1:6: expected ';' after the statement [there are no operations on bits]"},
        {"x = a >> 2;", "1:6: expected ';' after the statement [there are no operations on bits]"},
        {"x = ~a;", "1:5: expected a value, found '~' [there are no operations on bits: write ! for 'not']"},
        {"x = a ^ b;", "1:6: expected ';' after the statement [there are no operations on bits]"},
        {"x = a and b;", "1:6: expected ';' after the statement ['and' is written &&]"},
        {"x = a or b;", "1:6: expected ';' after the statement [in an expression 'or' is written ||]"},
        {"struct kref k;",
         "1:1: expected a statement, found 'struct' [a type is written by its name alone, without 'struct']"},
        {"x = \"a\";", "1:5: expected a value, found '\"a\"'"},
    });
}

TEST_CASE("messages: misspelt words") {
    in_thread({
        {"whlie (a) { }", "1:10: expected ';' after the statement [did you mean 'while'?]"},
        {"esle { }", "1:6: expected an assignment or a call, found '{' [did you mean 'else'?]"},
        {"lop { }", "1:5: expected an assignment or a call, found '{' [did you mean 'loop'?]"},
        {"atmoic { }", "1:8: expected an assignment or a call, found '{' [did you mean 'atomic'?]"},
        {"eiter { } or { }", "1:7: expected an assignment or a call, found '{' [did you mean 'either'?]"},
        {"foreeach (M i) { }", "1:12: expected ')' or ',' [did you mean 'foreach'?]"},
        {"brake;", "1:6: expected an assignment or a call, found ';' [did you mean 'break'?]"},
        {"assret(a) as b;", "1:10: expected ';' after the statement [did you mean 'assert'?]"},
    });
}

TEST_CASE("messages: numbers") {
    in_thread({
        {"x = 12ab;",
         "1:5: this is neither a number nor a name [a name does not start with a digit; numbers are decimal or 0x...]"},
        {"x = 0x;",
         "1:5: this is neither a number nor a name [a name does not start with a digit; numbers are decimal or 0x...]"},
        {"x = 0xg;",
         "1:5: this is neither a number nor a name [a name does not start with a digit; numbers are decimal or 0x...]"},
        {"x = 010;", "1:5: a number does not start with 0: '010' would be octal in C [write it in decimal, or in "
                     "hexadecimal with 0x]"},
        {"x = 2147483648;", "1:5: this number is too large: numbers go up to 2147483647"},
        {"x = 99999999999999999999;", "1:5: this number is too large: numbers go up to 2147483647"},
        {"x = 0xffffffff;", "1:5: this number is too large: numbers go up to 2147483647"},
        {"x = 1.5;", "1:7: expected the name of a member, found '5'"},
    });
}

TEST_CASE("messages: expressions") {
    in_thread({
        {"x = (a;", "1:7: expected ')'"},
        {"x = ();", "1:6: expected an expression, found ')'"},
        {"x = a[1;", "1:8: expected ']'"},
        {"x = a[];", "1:7: expected an index, found ']'"},
        {"x = a.;", "1:7: expected the name of a member, found ';'"},
        {"x = a.1;", "1:7: expected the name of a member, found '1'"},
        {"x = a->;", "1:8: expected the name of a member, found ';'"},
        {"f(a", "1:4: expected ')' or ','"},
        {"f(a,);", "1:5: expected an argument, found ')'"},
        {"f(a b);", "1:4: expected ')' or ','"},
        {"f(;", "1:3: expected an argument or ')', found ';'"},
        {"x = a ? b;", "1:10: expected ':' of the '?'"},
        {"x = a ? : b;", "1:9: expected an expression, found ':'"},
        {"x = 1 +;", "1:8: expected an expression, found ';'"},
        {"x = a <> b;", "1:8: expected an expression, found '>'"},
        {"x = a -- b;", "1:6: expected ';' after the statement ['--' is a statement of its own: x--;]"},
        {"x = !;", "1:6: expected an expression, found ';'"},
        {"x = loop;", "1:5: expected a value, found 'loop'"},
        {"x = \"no end;", "1:5: expected a value, found '\"no end;'"},
        {"x = \x07;", "1:5: expected a value, found the byte 0x07"},
        {"x = a @;", "1:8: expected a label, found ';'"},
        {"x = a @ {l m};", "1:12: expected ',' or '}', found 'm'"},
        {"x = a @ loop;", "1:9: 'loop' is a word of the language and cannot be a label"},
        {"x = a in 3;", "1:10: expected the name of a function, found '3'"},
        {"x = a is 3;", "1:10: expected a kind, as in 'a is STATIC', found '3'"},
        {"x = has a;", "1:5: 'has' asks for a function of a component [write has b->exporter.attach]"},
        {"x = has;", "1:8: expected an expression, found ';'"},
        {"x = any(3);", "1:10: expected '..' and the upper bound"},
        {"x = any(0..3;", "1:13: expected ')' or 'where'"},
        {"x = any(0..3 where);", "1:19: expected a condition, found ')'"},
    });
}

TEST_CASE("messages: quantifiers") {
    in_thread({
        {"x = forall M i x;", "1:11: expected '(' and what to range over, as in (attachment a of bar)"},
        {"x = forall (M) x;", "1:14: expected the name of a variable, found ')'"},
        {"x = forall (M loop) x;", "1:15: 'loop' is a word of the language and cannot be the name of a variable"},
        {"x = forall (3 i) x;", "1:13: expected a type, as in (attachment a of bar), found '3'"},
        {"x = forall (user u) x;", "1:13: expected a type, as in (attachment a of bar), found 'user'"},
        {"x = forall (int k of 3) x;", "1:18: expected 'in' and a range, as in (int k in 0..3)"},
        {"x = forall (int k in 3) x;", "1:23: expected '..' and the upper bound"},
        {"x = exists (M i where) x;", "1:22: expected a condition, found ')'"},
        {"x = exists (M i", "1:16: expected ')'"},
        {"x = exists (M i);", "1:17: expected an expression, found ';'"},
    });
}

TEST_CASE("messages: properties") {
    top({
        {"always a b;", "1:9: expected ';' after the property"},
        {"always;", "1:7: expected a condition, found ';'"},
        {"always a", "1:9: expected ';' after the property"},
        {"always a,;", "1:9: expected ';' after the property"},
        {"always a as;", "1:12: expected the name of a property, found ';'"},
        {"always a as b as c;", "1:18: this property already has the name 'b'"},
        {"always n: a as b;", "1:16: this property already has the name 'n'"},
        {"always a blames;", "1:16: expected the side to blame, as in 'blames EXPORTER', found ';'"},
        {"always x leads_to;", "1:18: expected a condition, found ';'"},
        {"always leads_to y;",
         "1:8: 'leads_to' stands between the two conditions of a property [always P leads_to Q as "
         "NAME;]"},
        {"always (x leads_to y);", "1:11: 'leads_to' stands between the two conditions of a property [always P "
                                   "leads_to Q as NAME;]"},
        {"always x && eventually y;", "1:13: 'eventually' begins a property and is no part of a condition [eventually "
                                      "P as NAME;]"},
        {"always (terminates a.t);", "1:9: 'terminates' begins a property and is no part of a condition [terminates "
                                     "vfio.reset as NAME;]"},
        {"never;", "1:6: expected a condition, found ';'"},
        {"possible;", "1:9: expected a condition, found ';'"},
        {"always possible;", "1:16: expected a condition, found ';'"},
        {"always possible a without f;", "1:26: expected 'entering' after 'without'"},
        {"always possible a without entering;", "1:35: expected a function or a label, found ';'"},
        {"always possible a without entering 3;", "1:36: expected a function or a label, found '3'"},
        {"always possible a without entering f without entering g;", "1:55: this property forbids two entries"},
        {"always possible a for iommufd;", "1:22: expected 'each' after 'for'"},
        {"always possible a for each 3;", "1:28: expected the name of a component, found '3'"},
        {"always possible a for each M for each M;", "1:39: this property has two 'for each'"},
        {"never a blames A blames B;", "1:18: this property blames two sides"},
    });
}

TEST_CASE("messages: acceptances") {
    top({
        {"accept;", "1:7: expected what is accepted, in quotes, found ';'"},
        {"accept a;", "1:8: expected what is accepted, in quotes, found 'a'"},
        {"accept \"a", "1:8: this text has no closing quote on its line"},
        {"accept \"a\";", "1:11: expected 'because' and the reason"},
        {"accept \"a\" because;", "1:19: expected the reason in quotes, found ';'"},
        {"accept \"a\" because b;", "1:20: expected the reason in quotes, found 'b'"},
        {"accept \"a\" because \"b\"", "1:23: expected ';' after the reason"},
        {"acept \"a\" because \"b\";", "1:1: expected a declaration, found 'acept' [did you mean 'accept'?]"},
    });
}

TEST_CASE("messages: expectations") {
    top({
        {"expect;", "1:7: expected holds, violated, states, transitions or depth, found ';'"},
        {"expect x;", "1:8: expected holds, violated, states, transitions or depth, found 'x'"},
        {"expect violated;", "1:16: expected the name of a property, found ';'"},
        {"expect holds a,;", "1:16: expected the name of a property, found ';'"},
        {"expect holds a", "1:15: expected ';' after the expectation"},
        {"expect states;", "1:14: expected a number, found ';'"},
        {"expect states x;", "1:15: expected a number, found 'x'"},
        {"expect states 24,921;",
         "1:18: expected states, transitions or depth, found '921' [numbers are written without separators: 24921]"},
        {"expect states 1, states 2;", "1:18: the same count is given twice"},
        {"expect states 99999999999999999999;", "1:15: this count is too large"},
        {"expect states 1 depth 2;", "1:16: expected ';' after the expectation"},
    });
}
