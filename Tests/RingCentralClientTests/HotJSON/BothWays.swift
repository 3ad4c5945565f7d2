import Foundation
import PatchbayCore
import Testing

/// The same documents, whole and broken, read by the quick reader and by the ordinary decoder.
struct BothWays<Value: JSONReadable & Equatable> {
    /// Numbers that are the same in every run.
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return mixed ^ (mixed >> 29)
        }
    }

    /// Expects the quick reader to read the document, and to read the same.
    func agree(on json: String) throws {
        let data = Data(json.utf8)
        let expected = try JSONDecoder().decode(Value.self, from: data)
        #expect(Value.quickly(from: data) == expected, "\(json)")
    }

    /// Breaks the document in many ways. Whatever the quick reader still takes, the ordinary decoder must take for the same.
    func agree(onBroken json: String, seed: UInt64, times: Int = 600) {
        var random = Random(state: seed)
        let pieces = Array(#"{}[]",:\/0129eE-.nultrfas@"#.utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<times {
            var bytes = Array(json.utf8)
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = pieces.randomElement(using: &random) ?? 0
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(pieces.randomElement(using: &random) ?? 0, at: index)
            default: bytes.insert(contentsOf: bytes[index...].prefix(Int.random(in: 1...30, using: &random)), at: index)
            }
            let data = Data(bytes)
            guard let quick = Value.quickly(from: data) else { continue }
            let note = Comment(rawValue: String(decoding: data, as: UTF8.self))
            #expect((try? JSONDecoder().decode(Value.self, from: data)) == quick, note)
        }
    }
}
