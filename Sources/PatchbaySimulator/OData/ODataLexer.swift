/// Cuts a filter into words.
enum ODataToken: Hashable {
    case word(String)
    case text(String)
    case open, close, comma, colon, end
}

/// Why a filter could not be read.
struct ODataSyntaxError: Error, Hashable {
    let message: String
}

struct ODataLexer {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    mutating func next() throws(ODataSyntaxError) -> ODataToken {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        guard position < characters.count else { return .end }
        let character = characters[position]
        position += 1
        switch character {
        case "(": return .open
        case ")": return .close
        case ",": return .comma
        case ":": return .colon
        case "'": return .text(try quoted())
        default:
            var word = String(character)
            while position < characters.count, !characters[position].isWhitespace,
                !"(),'".contains(characters[position])
            {
                // A colon ends a lambda's variable but belongs to a time.
                if characters[position] == ":", word.first?.isNumber != true { break }
                word.append(characters[position])
                position += 1
            }
            return .word(word)
        }
    }

    /// The rest of a quoted string; a quote within is doubled.
    private mutating func quoted() throws(ODataSyntaxError) -> String {
        var text = ""
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character != "'" {
                text.append(character)
            } else if position < characters.count, characters[position] == "'" {
                text.append("'")
                position += 1
            } else {
                return text
            }
        }
        throw ODataSyntaxError(message: "There is an unterminated string literal in the filter.")
    }
}
