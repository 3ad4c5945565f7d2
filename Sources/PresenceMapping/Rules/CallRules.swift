/// One layer of call rules: for the account, for a group, or for one user.
///
/// Rules override the preset and are one-way: what they write to RingCentral never goes back to Teams. A row that a layer
/// does not name is decided by the layer below, and finally by the preset.
///
/// Source: RingCentral admin guide “Customize call presence settings”.
public struct CallRules: Hashable, Sendable {
    /// What a layer says about a row.
    public enum Setting: Hashable, Sendable {
        /// This row is handled by this action.
        case action(CallAction)
        /// This row is handled by the preset, whatever lower layers say.
        case preset
    }

    private var settings: [CallRuleRow: Setting]

    /// Whether Teams changes that come from inactivity are ignored; nil leaves it to the layer below.
    ///
    /// This is the portal's “Preserve the RingCentral status during app inactivity”.
    public var keepsStatusThroughInactivity: Bool?

    /// Rules for the rows given; every other row is left to the layer below.
    public init(_ actions: [CallRuleRow: CallAction] = [:], keepsStatusThroughInactivity: Bool? = nil) {
        settings = actions.mapValues { .action($0) }
        self.keepsStatusThroughInactivity = keepsStatusThroughInactivity
    }

    /// No rules: the preset decides every row.
    ///
    /// The factory settings of the portal's five rows are published only as a picture, so that the default here is the
    /// documented behaviour without custom rules.
    public static let `default` = CallRules()

    /// What this layer says about a row; nil leaves it to the layer below.
    public subscript(row: CallRuleRow) -> Setting? {
        get { settings[row] }
        set { settings[row] = newValue }
    }

    /// Removes every row and switch of this layer: the portal's “Reset to default”.
    public mutating func resetToDefault() { self = .default }

    /// Whether this layer says anything.
    public var isDefault: Bool { self == .default }
}
