/// Graph's stamp on a presence that was read (`sequenceNumber`). It orders as text; a reading whose stamp is not greater
/// than the last is old.
///
/// Sixteen bytes are kept, more than any published sample has. Longer stamps that agree in those are ordered by the time of their
/// reading instead.
///
/// Source: Microsoft Graph `presence` resource.
public struct TeamsSequence: Hashable, Sendable {
    let high: UInt64
    let low: UInt64
    let isLonger: Bool

    /// Keeps a stamp.
    public init(_ text: String) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        for byte in text.utf8.prefix(16) {
            if count < 8 {
                high |= UInt64(byte) << UInt64(56 - 8 * count)
            } else {
                low |= UInt64(byte) << UInt64(120 - 8 * count)
            }
            count += 1
        }
        self.high = high
        self.low = low
        isLonger = text.utf8.count > 16
    }

    enum Order {
        case older, same, newer, undecided
    }

    /// How this stamp stands to one kept earlier.
    func order(afterHigh high: UInt64, low: UInt64) -> Order {
        if self.high != high { return self.high > high ? .newer : .older }
        if self.low != low { return self.low > low ? .newer : .older }
        return isLonger ? .undecided : .same
    }
}
