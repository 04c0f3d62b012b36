package blocks

// The limits that Slack documents, in characters unless noted otherwise. The comment
// before each group names its page below https://docs.slack.dev/reference.
const (
	// methods/chat.postMessage: more blocks are refused with
	// msg_blocks_too_many, a longer text is cut.
	MaxMessageBlocks = 50
	MaxMessageText   = 40_000
	// methods/chat.update: a longer text is refused with msg_too_long.
	MaxUpdateText = 4_000

	// block-kit/blocks: "up to 100 blocks in modals or Home tabs".
	maxViewBlocks = 100
	// views/modal-views and views/home-tab-views.
	maxViewTitle = 24 // also the labels of submit and close
	maxMetadata  = 3_000
	maxID        = 255 // callback_id and external_id; block_id and action_id too
	// methods/views.open: "250 KB", otherwise view_too_large. In bytes, with 1,000
	// bytes to a KB, the smaller of its two meanings.
	MaxViewBytes = 250_000

	// block-kit/blocks/section-block
	maxText      = 3_000 // also of a context block's texts
	maxFields    = 10
	maxFieldText = 2_000
	// block-kit/blocks/header-block
	maxHeader = 150
	// block-kit/blocks/context-block
	maxContext = 10
	// block-kit/blocks/image-block
	maxURL     = 3_000 // also of a button's address
	maxAltText = 2_000
	// block-kit/blocks/actions-block
	maxActions = 25
	// block-kit/blocks/context-actions-block
	maxContextActions = 5
	// block-kit/blocks/input-block: label and hint.
	maxLabel = 2_000
	// block-kit/blocks/markdown-block: of all markdown blocks of a payload.
	MaxMarkdown = 12_000
	// block-kit/blocks/rich-text-block documents no limit; this is a choice, far
	// above any sensible text.
	maxRichElements = 1_000

	// block-kit/blocks/table-block: characters of all cells, in one table and
	// in all of a message.
	maxTableText = 10_000
	maxRows      = 100
	maxColumns   = 20
	// block-kit/blocks/data-table-block. The page has named 201 and 101 rows at
	// different times; this is the smaller. A page of rows is 1 to 100.
	maxDataTableText = 20_000
	minDataTableRows = 2
	maxDataTableRows = 101
	maxPageSize      = 100
	maxCaption       = 3_000 // not documented; the limit of a section

	// block-kit/blocks/card-block
	maxCardTitle   = 150 // title and subtitle
	maxCardText    = 200 // body and subtext
	maxCardButtons = 3
	// block-kit/blocks/carousel-block
	maxCards = 10
	// block-kit/blocks/container-block
	maxContainerTitle = 150 // title and subtitle
	maxChildren       = 10
	// block-kit/blocks/data-visualization-block; "up to two" in a message.
	maxCharts     = 2
	maxChartTitle = 50 // also the labels of the axes
	maxChartLabel = 20 // of a segment, a category, a series
	maxSegments   = 6
	maxSeries     = 6
	maxPoints     = 20 // also categories

	// block-kit/block-elements/button-element
	maxButtonText = 75 // also its accessibility_label, and a rating's buttons
	maxValue      = 2_000
	// block-kit/block-elements: the placeholder of a menu or an input.
	maxPlaceholder = 150
	// block-kit/block-elements/plain-text-input-element
	maxInput = 3_000
	// block-kit/composition-objects/option-object and option-group-object.
	maxOptionText  = 75 // text, description and a group's label
	maxOptionValue = 150
	// block-kit/block-elements/select-menu-element: options, or groups.
	maxOptions = 100
	// block-kit/block-elements/overflow-menu-element
	maxOverflow = 5
	// block-kit/block-elements/radio-button-group-element and
	// checkboxes-element.
	maxBoxes = 10

	// block-kit/composition-objects/confirmation-dialog-object
	maxConfirmTitle  = 100
	maxConfirmText   = 300
	maxConfirmButton = 30
)
