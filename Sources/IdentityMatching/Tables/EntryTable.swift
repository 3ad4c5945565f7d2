/// Directory entries in little memory. See ``PersonTable``.
public struct EntryTable: RandomAccessCollection, Sendable {
    private var records = TextRecords()

    /// Makes an empty table.
    public init() {}

    /// Makes a table of entries.
    public init(_ entries: some Sequence<DirectoryEntry>) {
        for entry in entries { append(entry) }
    }

    /// Adds an entry.
    public mutating func append(_ entry: DirectoryEntry) {
        records.begin()
        records.add(entry.isUsable ? 1 : 0)
        records.add(entry.id.rawValue)
        records.add(entry.email)
        records.add(entry.externalID)
        records.add(entry.name)
        records.add(entry.department)
        // Nearly all are users.
        records.add(entry.kind == .user ? nil : entry.kind.rawValue)
        records.add(entry.status)
    }

    /// The place of the first entry.
    public var startIndex: Int { 0 }

    /// The place after the last entry.
    public var endIndex: Int { records.count }

    /// The entry at a place.
    public subscript(position: Int) -> DirectoryEntry {
        records.read(position) { record in
            let isUsable = record.number() == 1
            let id = record.text() ?? ""
            let email = record.text()
            let externalID = record.text()
            return DirectoryEntry(
                id: DirectoryEntry.ID(id), email: email, name: record.text(), department: record.text(),
                externalID: externalID, kind: record.text().map(DirectoryEntry.Kind.init(rawValue:)) ?? .user,
                isUsable: isUsable, status: record.text())
        }
    }
}

extension EntryTable: RecordTable {
    /// The id of a row.
    func id(of row: Int) -> DirectoryEntry.ID {
        records.read(row) { record in
            _ = record.number()
            return DirectoryEntry.ID(record.text() ?? "")
        }
    }

    /// The e-mail address of a row.
    func email(of row: Int) -> String? {
        unsafe withEmail(of: row) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The name of a row, taken apart.
    func name(of row: Int) -> ComparableName {
        records.read(row) { record in
            _ = record.number()
            for _ in 0..<3 { _ = unsafe record.bytesOfText() }
            return ComparableName(name: record.text(), department: record.text())
        }
    }

    /// Whether a person may be matched to a row.
    @inline(__always)
    func isUsable(_ row: Int) -> Bool { records.read(row) { $0.number() == 1 } }

    @inline(__always)
    func withID<Value>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        records.read(row) { record in
            _ = record.number()
            return unsafe body(record.bytesOfText() ?? UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    /// Lends the bytes of a row's e-mail address.
    @inline(__always)
    func withEmail<Value>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
        records.read(row) { record in
            _ = record.number()
            _ = unsafe record.bytesOfText()
            return unsafe record.bytesOfText().map { unsafe body($0) }
        }
    }

    /// Lends the bytes of the id that a row has in the other directory.
    @inline(__always)
    func withExternalID<Value>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
        records.read(row) { record in
            _ = record.number()
            for _ in 0..<2 { _ = unsafe record.bytesOfText() }
            return unsafe record.bytesOfText().map { unsafe body($0) }
        }
    }
}
