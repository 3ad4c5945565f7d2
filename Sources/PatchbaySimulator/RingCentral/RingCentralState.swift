/// RingCentral's memory.
struct RingCentralState {
    init(_ settings: RingCentralSettings) {}
    mutating func expireTokens() {}
}
