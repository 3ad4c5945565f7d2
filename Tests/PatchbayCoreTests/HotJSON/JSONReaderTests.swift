import Foundation
import PatchbayCore
import Testing

@Suite struct JSONReaderTests {
    private func text(_ json: String) throws(JSONFault) -> String? {
        try Sample.quick(#"{"id":1,"text":\#(json)}"#).text
    }

    private func number(_ json: String) throws(JSONFault) -> Int64? {
        try Sample.quick(#"{"id":1,"number":\#(json)}"#).number
    }

    /// Walks over a value that no field knows.
    private func skip(_ json: String) throws(JSONFault) { _ = try Sample.quick(#"{"unknown":\#(json),"id":1}"#) }

    @Test func `all kinds of fields are read in any order and with any white space`() throws {
        let sample = try Sample.quick(
            """
             { "items" : [ { "word" : "a" } , { "number" : -7 , "word" : "b" } ] ,\t"list":["x","y"],
            \r"flag":true,"id":"7","text":null , "number": 9 , "aNameOfTwentyFourLetters" : "z" , "more":[{}] }\n
            """)
        #expect(sample.items.map(\.word) == ["a", "b"])
        #expect(sample.items.map(\.number) == [nil, -7])
        #expect(sample.list == ["x", "y"])
        #expect(sample.flag == true)
        #expect(sample.id == "7")
        #expect(sample.text == nil)
        #expect(sample.number == 9)
        #expect(sample.other == "z")
    }

    @Test func `every escape is undone, and pairs of surrogates are one character`() throws {
        #expect(try text(#""a\"\\\/\b\f\n\r\tz""#) == "a\"\\/\u{8}\u{c}\n\r\tz")
        #expect(try text(#""\u0041\u00e9\u20AC\ud83d\uDE00""#) == "Aé€😀")
        #expect(try text(#""\u0000""#) == "\0")
        #expect(
            try text(#""an escape after more than a word \u00fc and one after that \n""#)
                == "an escape after more than a word ü and one after that \n")
    }

    @Test(
        arguments: [
            #""\x""#, #""\u12g4""#, #""\u""#, #""\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#,
            #""\ude00""#, "\"a\u{1}b\"", "\"a\nb\"", #""open"#, #""ends with \"#, #""ends with \u00"#, "'a'", "a", "",
        ])
    func `what is no string is refused, read or skipped`(json: String) {
        #expect(throws: JSONFault.self) { try text(json) }
        #expect(throws: JSONFault.self) { try skip(json) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE2, 0x82],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused, read or skipped`(bytes: [UInt8]) {
        for name in ["text", "unknown"] {
            for tail in ["", "and something long enough for a whole word after it"] {
                let json = Data(#"{"id":1,"\#(name)":"text before"#.utf8) + bytes + Data("\(tail)\"}".utf8)
                #expect(throws: JSONFault.self) { try Sample.quick(json) }
            }
        }
    }

    @Test(arguments: [
        "é", "€", "😀", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
    ])
    func `characters of every length are read at every place of a word`(character: String) throws {
        for shift in 0..<9 {
            let word = String(repeating: "x", count: shift) + character + "tail"
            #expect(try text("\"\(word)\"") == word)
            #expect(throws: Never.self) { try skip("\"\(word)\"") }
        }
    }

    @Test func `no digit of a number is lost`() throws {
        #expect(try number("9007199254740993") == 9_007_199_254_740_993)
        #expect(try number("9223372036854775807") == .max)
        #expect(try number("-9223372036854775808") == .min)
        #expect(try number("0") == 0)
        #expect(try number("-0") == 0)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "1.5", "1.0", "1e2", "01", "-",
        "+1", ".5", "1.",
        "1e", "1e+", "0x1", "NaN", "Infinity", "--1", "1 2",
    ])
    func `what is no whole number is refused`(json: String) {
        #expect(throws: JSONFault.self) { try number(json) }
    }

    @Test(arguments: [
        "0", "-1", "1.5", "1e2", "1.25E-7", "0e+0", "123456789012345678901234567890", "true", "false", "null", "[]",
        "{}",
    ])
    func `values that nobody asked for are passed over`(json: String) throws {
        try skip(json)
        try skip("[\(json),\(json)]")
        try skip(#"{"a":\#(json),"b":{"c":[\#(json)]}}"#)
    }

    @Test(arguments: [
        "01", "-", "1.", "1e", "1.e1", ".5", "tru", "truee", "nul", "fals", "True", "[1,]", "[,1]", "[1 2]", "[1",
        "[1}", #"{"a":1,}"#,
        #"{"a" 1}"#, #"{"a":}"#, #"{"a"}"#, "{1:2}", "{,}", #"{"a":1"#, #"{"a":1]"#, #"{"a":1 "b":2}"#, "]", "}", ":",
    ])
    func `what is skipped is checked like what is read`(json: String) {
        #expect(throws: JSONFault.self) { try skip(json) }
        #expect(throws: JSONFault.self) { try skip("[[\(json)]]") }
    }

    @Test(arguments: [
        "", " ", "{", "[]", "null", #"{"id":1}x"#, #"{"id":1}{}"#, #"{"id":1},"#, #"{"id":1,}"#, #"{"id":1"text":"a"}"#,
        "\u{FEFF}{\"id\":1}",
    ])
    func `a document is one whole value and nothing else`(json: String) {
        #expect(throws: JSONFault.self) { try Sample.quick(json) }
    }

    @Test func `a member that comes twice is left to the ordinary decoder`() {
        #expect(throws: JSONFault(.repeated, at: 13)) { try Sample.quick(#"{"id":1,"id":2}"#) }
    }

    @Test func `a member with an escape in its name is the same member`() throws {
        #expect(try Sample.quick(#"{"\u0069d":"7","te\u0078t":"a"}"#).text == "a")
    }

    @Test func `nesting and size have limits`() throws {
        let deep = { (levels: Int) in String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        // The object around it is one level.
        try skip(deep(63))
        #expect(throws: JSONFault.self) { try skip(deep(64)) }
        #expect(throws: JSONFault.self) { try skip(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONFault(.size, at: 10)) {
            try JSONReader.read(Data(#"{"id":12345}"#.utf8), limits: .init(bytes: 10)) { json throws(JSONFault) in
                try Sample(json: &json)
            }
        }
    }

    @Test func `words that come again are the same words, and similar ones are not`() throws {
        let words = (0..<2000).map { "a-word-of-many-letters-\($0 % 700)-and-its-end" }
        let json = words.map { #"{"word":"\#($0)"}"# }.joined(separator: ",")
        #expect(try Sample.quick(#"{"id":1,"items":[\#(json)]}"#).items.map(\.word) == words)
    }

    @Test func `a value can be kept as its bytes`() throws {
        let json = #" [ {"a" : 12345678901234567890.10} , "x" ] "#
        let parts = try JSONReader.read(Data(json.utf8)) { json throws(JSONFault) in
            try json.list { json throws(JSONFault) in String(decoding: try json.raw(), as: UTF8.self) }
        }
        #expect(parts == [#"{"a" : 12345678901234567890.10}"#, #""x""#])
    }
}
