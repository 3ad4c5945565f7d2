/// Takes addresses and forms apart byte by byte. Every request goes through here, and string algorithms are slow where nothing is
/// optimised: a test of a hundred thousand users would spend its time in them.
struct WireText {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// An address in its parts: scheme and authority, host, path, query. The fragment is dropped.
    struct Address {
        var origin = ""
        var host = ""
        var target = ""
        var path: [String] = []
        var query: [(name: String, value: String)] = []
    }

    /// Takes an absolute address, or one that begins with its path, apart.
    var address: Address {
        var address = Address()
        let colon = index(of: UInt8(ascii: ":"), from: 0) ?? bytes.count
        let hasScheme = colon + 2 < bytes.count && bytes[colon + 1] == slash && bytes[colon + 2] == slash
        let authority = hasScheme ? colon + 3 : 0
        var start = authority
        while start < bytes.count, bytes[start] != slash, bytes[start] != mark, bytes[start] != hash { start += 1 }
        address.origin = text(0, start)
        var hostEnd = authority
        while hostEnd < start, bytes[hostEnd] != UInt8(ascii: ":") { hostEnd += 1 }
        address.host = text(authority, hostEnd).lowercased()
        let end = index(of: hash, from: start) ?? bytes.count
        let question = min(index(of: mark, from: start) ?? end, end)
        address.target = text(start, end)
        var segment = start
        for place in start...question where place == question || bytes[place] == slash {
            if place > segment { address.path.append(decoded(segment, place, plusIsSpace: false)) }
            segment = place + 1
        }
        if question < end { address.query = pairs(from: question + 1, to: end) }
        return address
    }

    /// The pairs of a form body.
    var form: [(name: String, value: String)] { pairs(from: 0, to: bytes.count) }

    private let slash = UInt8(ascii: "/")
    private let mark = UInt8(ascii: "?")
    private let hash = UInt8(ascii: "#")

    private func index(of byte: UInt8, from start: Int) -> Int? {
        var place = start
        while place < bytes.count {
            if bytes[place] == byte { return place }
            place += 1
        }
        return nil
    }

    private func text(_ start: Int, _ end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }

    private func pairs(from start: Int, to end: Int) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var place = start
        while place < end {
            var stop = place
            var equals: Int?
            while stop < end, bytes[stop] != UInt8(ascii: "&") {
                if equals == nil, bytes[stop] == UInt8(ascii: "=") { equals = stop }
                stop += 1
            }
            if stop > place {
                let middle = equals ?? stop
                // A plus sign that was not escaped is a space to these servers; a client that forgets that finds nothing.
                pairs.append(
                    (
                        decoded(place, middle, plusIsSpace: true),
                        middle < stop ? decoded(middle + 1, stop, plusIsSpace: true) : ""
                    ))
            }
            place = stop + 1
        }
        return pairs
    }

    private func decoded(_ start: Int, _ end: Int, plusIsSpace: Bool) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(end - start)
        var place = start
        while place < end {
            let byte = bytes[place]
            if byte == UInt8(ascii: "+"), plusIsSpace {
                out.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), place + 2 < end, let high = digit(bytes[place + 1]),
                let low = digit(bytes[place + 2])
            {
                out.append(high << 4 | low)
                place += 2
            } else {
                out.append(byte)
            }
            place += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    private func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
