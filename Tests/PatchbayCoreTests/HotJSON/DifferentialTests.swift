import Foundation
import PatchbayCore
import Testing

/// The quick reader beside the ordinary decoders, on documents that a seeded generator makes and then breaks.
@Suite struct DifferentialTests {
    @Test(arguments: 0..<8)
    func `a good document gives the same value as the ordinary decoder`(seed: UInt64) throws {
        var documents = DocumentGenerator(seed: seed)
        for _ in 0..<150 {
            let json = documents.next()
            let expected = try JSONDecoder().decode(Sample.self, from: Data(json.utf8))
            #expect(try Sample.quick(json) == expected, "\(json)")
        }
    }

    @Test(arguments: 0..<8)
    func `a broken document is never taken for more than the ordinary decoders take it for`(seed: UInt64) {
        var documents = DocumentGenerator(seed: seed)
        var taken = 0
        for _ in 0..<400 {
            let data = documents.broken()
            guard let quick = try? Sample.quick(data) else { continue }
            taken += 1
            let note = Comment(rawValue: String(decoding: data, as: UTF8.self))
            #expect((try? JSONDecoder().decode(Sample.self, from: data)) == quick, note)
            #expect((try? JSONSerialization.jsonObject(with: data)) != nil, note)
        }
        // The breaking is gentle enough to leave some documents readable, or the test would compare nothing.
        #expect(taken > 10)
    }

    @Test(arguments: 0..<4)
    func `the names of members in a long list are guessed, and a wrong guess changes nothing`(seed: UInt64) throws {
        var documents = DocumentGenerator(seed: seed)
        for _ in 0..<10 {
            let json = documents.long()
            #expect(try Sample.quick(json) == (try JSONDecoder().decode(Sample.self, from: Data(json.utf8))))
        }
        var taken = 0
        for _ in 0..<60 {
            let data = documents.broken(documents.long())
            guard let quick = try? Sample.quick(data) else { continue }
            taken += 1
            let note = Comment(rawValue: String(decoding: data, as: UTF8.self))
            #expect((try? JSONDecoder().decode(Sample.self, from: data)) == quick, note)
        }
        #expect(taken > 3)
    }

    @Test(arguments: 0..<4)
    func `no bytes make the reader step out of them`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]",:\u0e-+.truefalsn "#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]
        for _ in 0..<2000 {
            let length = Int.random(in: 0...40, using: &generator)
            var bytes = Data(#"{"id":1,"x":"#.utf8)
            for _ in 0..<length { bytes.append(alphabet.randomElement(using: &generator) ?? 0) }
            // A slice, whose first index is not zero.
            _ = try? Sample.quick(bytes.dropFirst(Int.random(in: 0...2, using: &generator) == 0 ? 8 : 0))
        }
    }

    @Test func `every beginning of a document is refused`() throws {
        let json = Data(
            #"{"id":"a\u00e9\ud83d\ude00","text":"é","number":-12,"items":[{"word":"w","number":null}],"x":[1.5e3,true]}"#
                .utf8)
        _ = try Sample.quick(json)
        for end in 0..<json.count { #expect(throws: JSONFault.self) { try Sample.quick(json.prefix(end)) } }
    }

    @Test func `a body is read quickly or by the ordinary decoder, whichever can`() throws {
        func decode(_ json: String) throws -> Sample {
            try WireCoding.decode(
                Sample.self, from: HTTPResponse(status: 200, body: Data(json.utf8)), service: .graph, operation: "x")
        }
        #expect(try decode(#"{"id":1,"number":2}"#).number == 2)
        // A whole number with a fraction: not sure, so not quick.
        #expect(try decode(#"{"id":1,"number":2.0}"#).number == 2)
        let error = #expect(throws: ServiceError.self) { try decode(#"{"id":1,"items":[{"word":7}]}"#) }
        #expect(error?.message == "String expected at items.0.word of 29 bytes of no content type")
    }
}

/// Makes documents for ``Sample``, and breaks them.
struct DocumentGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed &* 7919 &+ 1) }

    /// A good document.
    mutating func next() -> String {
        var members = ["\"id\":\(Bool.random(using: &random) ? integer() : string())"]
        func maybe(_ value: () -> String) -> String { value() }
        if chance(3) { members.append("\"text\":\(chance(5) ? string() : "null")") }
        if chance(3) { members.append("\"aNameOfTwentyFourLetters\":\(string())") }
        if chance(2) { members.append("\"flag\":\(["true", "false", "null"].randomElement(using: &random) ?? "null")") }
        if chance(3) { members.append("\"number\":\(chance(4) ? integer() : "null")") }
        if chance(2) { members.append("\"list\":\(array { $0.string() })") }
        if chance(2) { members.append("\"items\":\(array { $0.item() })") }
        if chance(2) { members.append("\(name()):\(value(4))") }
        return space() + "{" + members.shuffled(using: &random).map { space() + $0 + space() }.joined(separator: ",")
            + "}" + space()
    }

    /// A good document with so many records that the names of their members are guessed. They come in a few shapes, and now and then in
    /// one of its own.
    mutating func long() -> String {
        var records: [String] = []
        while records.count < 200 {
            let shape = Int.random(in: 0..<8, using: &random)
            let word = "\"word\":\(string())"
            let number = "\"number\":\(integer())"
            switch shape {
            case 0..<4: records.append("{\(word),\(number)}")
            case 4: records.append("{\(number),\(word)}")
            case 5: records.append("{\(word),\"assignedDateTime\":\(value(1)),\(number)}")
            case 6: records.append("{ \(word) ,\n  \(number) }")
            default:
                let names = ["\"z\"", "\"aLongNameThatFitsIntoNoGuessAtAll\"", "\"n\\u00e4me\"", "\"words\"", "\"\""]
                let more = "\(names.randomElement(using: &random) ?? "\"x\"")\(space()):\(value(2))"
                let members = [word, number, more].shuffled(using: &random)
                records.append("{" + space() + members.joined(separator: space() + ",") + "}")
            }
        }
        return "{\"items\":[\(records.joined(separator: ","))],\"id\":1}"
    }

    /// A document with a few bytes changed, lost, doubled or moved.
    mutating func broken(_ document: String? = nil) -> Data {
        var bytes = Array((document ?? next()).utf8)
        let pieces =
            Array(#"{}[]",:\/0123456789eE+-.truefalsenud \#t"#.utf8) + [
                0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xA0, 0xF0, 0xFF,
            ]
        for _ in 0..<Int.random(in: 1...2, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[index] = pieces.randomElement(using: &random) ?? 0
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(pieces.randomElement(using: &random) ?? 0, at: index)
            case 3: bytes.insert(contentsOf: bytes[index...].prefix(Int.random(in: 1...12, using: &random)), at: index)
            default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
            }
        }
        return Data(bytes)
    }

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0...of, using: &random) > 0 }

    private mutating func space() -> String {
        chance(3) ? "" : [" ", "\n", "\t", "\r\n", "  "].randomElement(using: &random) ?? ""
    }

    private mutating func name() -> String {
        [
            "\"more\"", "\"@odata.type\"", "\"\"", "\"Id\"", "\"tex\"", "\"texts\"", "\"n\\u00e4me\"",
            "\"aNameOfTwentyFourLetterz\"",
        ]
        .randomElement(using: &random) ?? "\"x\""
    }

    private mutating func integer() -> String {
        let digits = Int.random(in: 1...18, using: &random)
        let text = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
        let trimmed = text.drop { $0 == "0" }
        return (chance(1) ? "" : "-") + (trimmed.isEmpty ? "1" : String(trimmed))
    }

    mutating func string() -> String {
        let pieces = [
            "a", "Z", "0", "some words", "é", "ß", "€", "日本", "😀", "e\u{301}", "\u{7F}", #"\n"#, #"\""#, #"\\"#, #"\/"#,
            #"\u0041"#,
            #"\u00fc"#, #"\ud83d\ude00"#, #"\u20ac"#, "smtp:", "@contoso.com", "'", "/", "{", "]", ",", ":",
        ]
        let count = Int.random(in: 0...8, using: &random)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    private mutating func item() -> String {
        "{" + space() + "\"word\":\(string())" + (chance(2) ? ",\"number\":\(integer())" : "")
            + (chance(1) ? "" : ",\"z\":\(value(2))") + "}"
    }

    private mutating func array(_ element: (inout Self) -> String) -> String {
        var elements: [String] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) { elements.append(space() + element(&self) + space()) }
        return "[" + space() + elements.joined(separator: ",") + "]"
    }

    private mutating func value(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return "null"
        case 1: return chance(1) ? "true" : "false"
        case 2: return integer()
        case 3: return ["1.5", "-0.25", "1e3", "2.5E-7", "0", "-0", "0.0"].randomElement(using: &random) ?? "0"
        case 4: return string()
        case 5: return array { $0.value(depth - 1) }
        default:
            // Names that differ, since the ordinary decoders disagree about the others.
            var members: [String] = []
            for index in 0..<Int.random(in: 0...3, using: &random) {
                members.append(space() + "\"m\(index)\":\(value(depth - 1))")
            }
            return "{" + members.joined(separator: ",") + space() + "}"
        }
    }
}
