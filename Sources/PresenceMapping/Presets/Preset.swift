/// One of the two official mappings. RingCentral publishes one table with two columns, because its two user interfaces
/// show different things.
public enum Preset: String, Hashable, Sendable, CaseIterable {
    /// The column “RingCentral app presence”: only Available, Direct Routing calls and the do-not-disturb family carry
    /// over. The default.
    case app
    /// The column “Embedded app presence”: every Teams status has a RingCentral counterpart.
    case embedded

    /// The rows.
    public var table: MappingTable {
        switch self {
        case .app: .ringCentralApp
        case .embedded: .embeddedApp
        }
    }
}
