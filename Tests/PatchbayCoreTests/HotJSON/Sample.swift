import Foundation
import PatchbayCore

/// A type with one field of each kind, read both ways.
struct Sample: Hashable, JSONReadable {
    struct Item: Hashable, JSONReadable {
        var word: String
        var number: Int64?

        enum CodingKeys: String, CodingKey, CaseIterable { case word, number }

        private static let fields = JSONFields(CodingKeys.self)

        init(json: inout JSONReader) throws(JSONFault) {
            var word: String?
            var number: Int64?
            try json.object(Self.fields) { key, json throws(JSONFault) in
                switch key {
                case .word: word = try json.repeatedString()
                case .number: number = try json.optionalInteger()
                }
            }
            guard let word else { throw json.fault(.missing) }
            self.word = word
            self.number = number
        }
    }

    var id: LenientID
    var text: String?
    var other: String?
    var flag: Bool?
    var number: Int64?
    var list: [String] = []
    var items: [Item] = []

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, text, flag, number, list, items
        case other = "aNameOfTwentyFourLetters"
    }

    private static let fields = JSONFields(CodingKeys.self)

    init(json: inout JSONReader) throws(JSONFault) {
        var id: LenientID?
        var sample = Self(id: "")
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .id: id = try LenientID(json: &json)
            case .text: sample.text = try json.optionalString()
            case .other: sample.other = try json.optionalRepeatedString()
            case .flag: sample.flag = try json.optionalFlag()
            case .number: sample.number = try json.optionalInteger()
            case .list: sample.list = try json.optionalStrings()
            case .items: sample.items = try json.takeNull() ? [] : try Item.list(json: &json)
            }
        }
        guard let id else { throw json.fault(.missing) }
        sample.id = id
        self = sample
    }

    init(id: LenientID) { self.id = id }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(LenientID.self, forKey: .id)
        text = try fields.decodeIfPresent(String.self, forKey: .text)
        other = try fields.decodeIfPresent(String.self, forKey: .other)
        flag = try fields.decodeIfPresent(Bool.self, forKey: .flag)
        number = try fields.decodeIfPresent(Int64.self, forKey: .number)
        list = try fields.decodeIfPresent([String].self, forKey: .list) ?? []
        items = try fields.decodeIfPresent([Item].self, forKey: .items) ?? []
    }

    /// Reads a document with the quick reader only.
    static func quick(_ text: String) throws(JSONFault) -> Sample { try quick(Data(text.utf8)) }

    /// Reads a document with the quick reader only.
    static func quick(_ data: Data) throws(JSONFault) -> Sample {
        try JSONReader.read(data) { json throws(JSONFault) in try Sample(json: &json) }
    }
}
