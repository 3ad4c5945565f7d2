package import Foundation

/// Numbers, flags, null, and values that are passed over or kept as they are.
extension JSONReader {
    /// Takes null if it is next.
    ///
    /// - Returns: whether it was.
    @inline(__always)
    package mutating func takeNull() throws(JSONFault) -> Bool {
        skipSpace()
        guard bytes.byte(at: position) == UInt8(ascii: "n") else { return false }
        try takeLiteral(0x6C6C_756E, length: 4)
        return true
    }

    /// A flag.
    package mutating func flag() throws(JSONFault) -> Bool {
        skipSpace()
        if bytes.byte(at: position) == UInt8(ascii: "t") {
            try takeLiteral(0x6575_7274, length: 4)
            return true
        }
        try takeLiteral(0x65_736C_6166, length: 5)
        return false
    }

    /// A flag, or null.
    package mutating func optionalFlag() throws(JSONFault) -> Bool? { try takeNull() ? nil : try flag() }

    /// Takes `true`, `false` or `null`, given as its bytes, the first one lowest.
    @inline(__always)
    private mutating func takeLiteral(_ literal: UInt64, length: Int) throws(JSONFault) {
        guard bytes.word(at: position) & ((1 << UInt64(length * 8)) - 1) == literal else { throw unexpected() }
        position += length
    }

    /// A whole number, exact over all of its range. One that is written with a fraction or an exponent is a fault, even if it is whole.
    package mutating func integer() throws(JSONFault) -> Int64 {
        skipSpace()
        let start = position
        try passNumber()
        let isNegative = bytes.byte(at: start) == UInt8(ascii: "-")
        var value: Int64 = 0
        for offset in (isNegative ? start + 1 : start)..<position {
            let digit = bytes.byte(at: offset)
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else {
                throw JSONFault(.badNumber, at: start)
            }
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let step = Int64(digit - UInt8(ascii: "0"))
            let (next, beyond) = shifted.addingReportingOverflow(isNegative ? -step : step)
            guard !tooLarge, !beyond else { throw JSONFault(.badNumber, at: start) }
            value = next
        }
        return value
    }

    /// A whole number, or null.
    package mutating func optionalInteger() throws(JSONFault) -> Int64? { try takeNull() ? nil : try integer() }

    /// Walks over a number and checks how it is written.
    mutating func passNumber() throws(JSONFault) {
        let start = position
        if bytes.byte(at: position) == UInt8(ascii: "-") { position += 1 }
        if bytes.byte(at: position) == UInt8(ascii: "0") {
            position += 1
        } else {
            try passDigits(from: start)
        }
        if bytes.byte(at: position) == UInt8(ascii: ".") {
            position += 1
            try passDigits(from: start)
        }
        if bytes.byte(at: position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if bytes.byte(at: position) == UInt8(ascii: "+") || bytes.byte(at: position) == UInt8(ascii: "-") {
                position += 1
            }
            try passDigits(from: start)
        }
        // Two numbers side by side, such as 01, are caught by whoever looks for the comma.
    }

    private mutating func passDigits(from start: Int) throws(JSONFault) {
        let first = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes.byte(at: position)) { position += 1 }
        guard position > first else { throw JSONFault(.badNumber, at: start) }
    }

    /// Walks over the next value, whatever it is, and checks it as strictly as one that is read.
    package mutating func skip() throws(JSONFault) {
        let floor = depth
        // One bit for each thing that is open: set for an object.
        var kinds: UInt64 = 0
        repeat {
            skipSpace()
            switch bytes.byte(at: position) {
            case Self.quote:
                _ = try passString()
            case UInt8(ascii: "{"):
                try enter()
                kinds = kinds << 1 | 1
                if bytes.byte(at: position) != UInt8(ascii: "}") {
                    try passName()
                    continue
                }
            case UInt8(ascii: "["):
                try enter()
                kinds <<= 1
                if bytes.byte(at: position) != UInt8(ascii: "]") { continue }
            case UInt8(ascii: "t"), UInt8(ascii: "f"):
                _ = try flag()
            case UInt8(ascii: "n"):
                _ = try takeNull()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                try passNumber()
            default:
                throw unexpected()
            }
            // A value has ended: close what ends with it, and go to the next one.
            close: while depth > floor {
                skipSpace()
                let isObject = kinds & 1 == 1
                switch bytes.byte(at: position) {
                case UInt8(ascii: ","):
                    position += 1
                    skipSpace()
                    if isObject { try passName() }
                    break close
                case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
                    position += 1
                    depth -= 1
                    kinds >>= 1
                default:
                    throw unexpected()
                }
            }
        } while depth > floor
    }

    @inline(__always)
    private mutating func enter() throws(JSONFault) {
        position += 1
        depth += 1
        guard depth <= limits.depth else { throw fault(.depth) }
        skipSpace()
    }

    @inline(__always)
    private mutating func passName() throws(JSONFault) {
        _ = try passString()
        skipSpace()
        try take(UInt8(ascii: ":"))
    }

    /// Walks over the next value and returns its bytes as they are.
    package mutating func raw() throws(JSONFault) -> Data {
        skipSpace()
        let start = position
        try skip()
        return unsafe Data(bytes.slice(start, position))
    }

    /// The first byte of the next value, which tells its kind.
    package mutating func kind() -> UInt8 {
        skipSpace()
        return bytes.byte(at: position)
    }
}
