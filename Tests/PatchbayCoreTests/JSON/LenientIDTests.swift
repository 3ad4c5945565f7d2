import Foundation
import PatchbayCore
import Testing

@Suite struct LenientIDTests {
    private func decode(_ json: String) throws -> LenientID {
        try JSONDecoder().decode([LenientID].self, from: Data("[\(json)]".utf8))[0]
    }

    @Test func `a number and a string with the same digits are the same id`() throws {
        #expect(try decode("403238440") == decode(#""403238440""#))
        #expect(try Set([decode("1"), decode(#""1""#)]).count == 1)
    }

    @Test(arguments: ["9007199254740993", "9223372036854775807", "18446744073709551615"])
    func `no digit of a long number is lost`(digits: String) throws {
        #expect(try decode(digits).description == digits)
    }

    @Test func `letters are an id too`() throws {
        #expect(try decode(#""ext-7a""#) == "ext-7a")
    }

    @Test(arguments: ["null", "true", "1.5", "{}", "[1]"])
    func `anything else is not an id`(json: String) {
        #expect(throws: DecodingError.self) { try decode(json) }
    }

    @Test func `an id is written as a string`() throws {
        #expect(String(decoding: try JSONEncoder().encode([LenientID("12")]), as: UTF8.self) == #"["12"]"#)
    }

    @Test func `ids sort by number, then text, and every order of the same ids sorts alike`() {
        let sorted: [LenientID] = ["-3", "02", "2", "9", "10", "99999999999", "1a", "b"]
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 { #expect(sorted.shuffled(using: &generator).sorted() == sorted) }
    }
}
