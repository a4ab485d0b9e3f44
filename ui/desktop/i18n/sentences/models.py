"""What models, bundles, heads and servers say."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: tuple[str, ...] = (
    # what answers are not (omni_med.models.language, omni_med.inference.analyst)
    QT_TRANSLATE_NOOP("Told", "no image was looked at"),
    QT_TRANSLATE_NOOP(
        "Told", "this model takes no images: only in the cascade is it told what a film shows"
    ),
    QT_TRANSLATE_NOOP("Told", "asked by itself the model says yes, in one list of all findings no"),
    QT_TRANSLATE_NOOP("Told", "asked by itself the model says no, in one list of all findings yes"),
    QT_TRANSLATE_NOOP("Told", "the server gives no probabilities: its answers are yes or no alone"),
    QT_TRANSLATE_NOOP(
        "Told",
        "the server reads films and record whole or not at all: any weight but 0 counted as 1",
    ),
    QT_TRANSLATE_NOOP(
        "Told", "the server gives no list of all answers: they are not held against one another"
    ),
    QT_TRANSLATE_NOOP("Told", "mean of the network over the mask: not calibrated"),
    # errors
    QT_TRANSLATE_NOOP("Told", "The analysis was made by {0} {1}; this is {2} {3}."),
    QT_TRANSLATE_NOOP("Told", "Replay with the same version of the model."),
    QT_TRANSLATE_NOOP("Told", "The analysis was made under another calibration of this site."),
    QT_TRANSLATE_NOOP("Told", "The images or the notes are not the ones that were analysed."),
    QT_TRANSLATE_NOOP("Told", "There is no question."),
    QT_TRANSLATE_NOOP("Told", "Write it after the study."),
    QT_TRANSLATE_NOOP("Told", "The model wrote nothing that could be read."),
    QT_TRANSLATE_NOOP("Told", "Ask once more, or another model."),
    QT_TRANSLATE_NOOP("Told", "The inference process was closed."),
    QT_TRANSLATE_NOOP("Told", "The model's process ended."),
    QT_TRANSLATE_NOOP(
        "Told", "The site calibration that this analysis was made under is not here."
    ),
    QT_TRANSLATE_NOOP("Told", "it segments; it does not classify"),
    QT_TRANSLATE_NOOP("Told", "its network does not give one number for each class"),
    QT_TRANSLATE_NOOP("Told", "its configuration would run code: ${0}"),
    QT_TRANSLATE_NOOP(
        "Told", "Only literals, references and arithmetic are read; write the value instead."
    ),
    QT_TRANSLATE_NOOP("Told", "one of its transforms has no _target_"),
    QT_TRANSLATE_NOOP(
        "Told",
        "its configuration names {0}, which is none of MONAI's networks, transforms or inferers",
    ),
    QT_TRANSLATE_NOOP("Told", "its {0} is no list of transforms"),
    QT_TRANSLATE_NOOP("Told", "its configuration is nested too deep"),
    QT_TRANSLATE_NOOP("Told", "its configuration includes other files (%)"),
    QT_TRANSLATE_NOOP("Told", "{0} of its configuration refers to itself"),
    QT_TRANSLATE_NOOP("Told", "{0} refuses its arguments ({1})"),
    QT_TRANSLATE_NOOP("Told", "its configuration has no {0}"),
    QT_TRANSLATE_NOOP("Told", "it holds neither models/model.safetensors nor models/model.pt"),
    QT_TRANSLATE_NOOP("Told", "The bundle cannot be used: {0}."),
    QT_TRANSLATE_NOOP("Told", "it holds no configs/inference.json"),
    QT_TRANSLATE_NOOP("Told", "its output is {0}"),
    QT_TRANSLATE_NOOP("Told", "Bundles for segmentation and classification are read."),
    QT_TRANSLATE_NOOP("Told", "its metadata.json states no network_data_format"),
    QT_TRANSLATE_NOOP("Told", "its weights are TorchScript, which is code"),
    QT_TRANSLATE_NOOP(
        "Told", "Ask for models/model.pt or models/model.safetensors of the same bundle."
    ),
    QT_TRANSLATE_NOOP("Told", "its {0} is damaged"),
    QT_TRANSLATE_NOOP("Told", "its metadata.json does not state {0} of the network's data"),
    QT_TRANSLATE_NOOP(
        "Told", "its metadata.json does not name the output's channels (channel_def)"
    ),
    QT_TRANSLATE_NOOP("Told", "its {0} is missing"),
    QT_TRANSLATE_NOOP("Told", "Copy the folder again."),
    QT_TRANSLATE_NOOP("Told", "its {0} was changed since it was registered"),
    QT_TRANSLATE_NOOP("Told", "If the change is meant, remove the model and add it again."),
    QT_TRANSLATE_NOOP("Told", "its {0} is larger than any configuration"),
    QT_TRANSLATE_NOOP("Told", "its {0} cannot be read"),
    QT_TRANSLATE_NOOP("Told", "this machine lacks {0}"),
    QT_TRANSLATE_NOOP("Told", "it outlines what it finds in volumes"),
    QT_TRANSLATE_NOOP("Told", "Use it for one study: omni-med analyze STUDY --model NAME"),
    QT_TRANSLATE_NOOP("Told", "its {0} holds no state_dict"),
    QT_TRANSLATE_NOOP("Told", "its {0} is no network"),
    QT_TRANSLATE_NOOP("Told", "its inferer is no inferer"),
    QT_TRANSLATE_NOOP("Told", "its network gives more than one output"),
    QT_TRANSLATE_NOOP("Told", "its {0} does not fit its network"),
    QT_TRANSLATE_NOOP("Told", "Copy configs/ and models/ of the same version of the bundle."),
    QT_TRANSLATE_NOOP("Told", "its {0} holds more than numbers (a pickle can run code)"),
    QT_TRANSLATE_NOOP("Told", "Ask its makers for safetensors, or for the bare state_dict."),
    QT_TRANSLATE_NOOP("Told", "it fails on this image ({0})"),
    QT_TRANSLATE_NOOP(
        "Told", "Its card says what it is made for: modality, size, number of images."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "The embedded model's weights are not those that its card describes."
    ),
    QT_TRANSLATE_NOOP("Told", "Install OmniMed again."),
    QT_TRANSLATE_NOOP("Told", "These weights have no space of films and sentences."),
    QT_TRANSLATE_NOOP(
        "Told", "The embedded model runs on the CPU and takes the options threads and execution."
    ),
    QT_TRANSLATE_NOOP("Told", "The embedded model's card is missing or damaged."),
    QT_TRANSLATE_NOOP("Told", "not a gray image of rows and columns"),
    QT_TRANSLATE_NOOP("Told", "too small to read: {0} x {1} pixels, at least {2} x {3} are needed"),
    QT_TRANSLATE_NOOP("Told", "holds values that are not numbers"),
    QT_TRANSLATE_NOOP("Told", "blank: the film holds no contrast"),
    QT_TRANSLATE_NOOP("Told", "The embedded model's {0} is not the one that its card describes."),
    QT_TRANSLATE_NOOP("Told", "The embedded model's {0} is missing."),
    QT_TRANSLATE_NOOP("Told", "The embedded model's {0} is damaged."),
    QT_TRANSLATE_NOOP(
        "Told", "The embedded model was taught with other clues of a history than this program's."
    ),
    QT_TRANSLATE_NOOP("Told", "These heads were taught on different text encoders."),
    QT_TRANSLATE_NOOP("Told", "Leave one of them out."),
    QT_TRANSLATE_NOOP("Told", "The head's {0} is damaged or was changed."),
    QT_TRANSLATE_NOOP("Told", "Copy the folder again from where the head was taught."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The head {0} was taught on {1} {2}, and this is {3} {4}: what it is worth here is "
        "not known.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Evaluate it on this model (omni-med finetune evaluate HEAD --locked DATASET), or "
        "teach it again.",
    ),
    QT_TRANSLATE_NOOP("Told", "{0} is answered twice."),
    QT_TRANSLATE_NOOP("Told", "Leave one of the heads out."),
    QT_TRANSLATE_NOOP("Told", "This folder holds no head."),
    QT_TRANSLATE_NOOP("Told", "Give the folder that `omni-med finetune fit` wrote; it holds {0}."),
    QT_TRANSLATE_NOOP("Told", "The head's {0} is missing."),
    QT_TRANSLATE_NOOP("Told", "Copy the whole folder of the head."),
    QT_TRANSLATE_NOOP("Told", "The head {0} does not fit this model."),
    QT_TRANSLATE_NOOP("Told", "Teach it on this model: omni-med finetune fit DATASET --model NAME"),
    QT_TRANSLATE_NOOP(
        "Told", "Heads of a language model answer on a model from a folder, in this process."
    ),
    QT_TRANSLATE_NOOP("Told", "Register it with omni-med models add, and name it with --model."),
    QT_TRANSLATE_NOOP("Told", "The head {0} does not fit the embedded model's last block."),
    QT_TRANSLATE_NOOP("Told", "Merging a head needs onnx, which is not installed."),
    QT_TRANSLATE_NOOP("Told", "pip install 'omni-med[train]'"),
    QT_TRANSLATE_NOOP("Told", "The head does not fit the embedded model's last block."),
    QT_TRANSLATE_NOOP("Told", "The file is larger than a head's bundle can be."),
    QT_TRANSLATE_NOOP("Told", "The bundle's card names no head."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The file is no head's bundle: it holds something else than card, numbers, report and "
        "signature.",
    ),
    QT_TRANSLATE_NOOP("Told", "The bundle was changed after it was signed."),
    QT_TRANSLATE_NOOP("Told", "The bundle's card or numbers cannot be read."),
    QT_TRANSLATE_NOOP("Told", "The file is no head's bundle, or it is cut or damaged."),
    QT_TRANSLATE_NOOP("Told", "The bundle holds an entry that is packed or too large."),
    QT_TRANSLATE_NOOP("Told", "The bundle bears no signature."),
    QT_TRANSLATE_NOOP("Told", "The bundle's signature is missing, damaged or forged."),
    QT_TRANSLATE_NOOP("Told", "The head's {0} is too large for a bundle."),
    QT_TRANSLATE_NOOP("Told", "The head {0} does not fit the embedded model."),
    QT_TRANSLATE_NOOP("Told", "Teach it again on this model: omni-med finetune fit"),
    QT_TRANSLATE_NOOP("Told", "The head does not fit the embedded model's text encoder."),
    QT_TRANSLATE_NOOP("Told", "The tokenizer cannot tell yes from no."),
    QT_TRANSLATE_NOOP("Told", "Take another model."),
    QT_TRANSLATE_NOOP("Told", "There is no such folder."),
    QT_TRANSLATE_NOOP("Told", "Give the folder that holds config.json."),
    QT_TRANSLATE_NOOP("Told", "The weights are quantised; F32, F16 or BF16 are read."),
    QT_TRANSLATE_NOOP(
        "Told", "Serve quantised models with vLLM or llama.cpp, and use models add-server."
    ),
    QT_TRANSLATE_NOOP("Told", "There is no modality {0}; there are {1}."),
    QT_TRANSLATE_NOOP("Told", "This model takes no {0}."),
    QT_TRANSLATE_NOOP("Told", "It takes {0}: see --modal-types."),
    QT_TRANSLATE_NOOP("Told", "config.json does not say which model this is (model_type)."),
    QT_TRANSLATE_NOOP("Told", "Language models need the package transformers."),
    QT_TRANSLATE_NOOP("Told", "Install it with: pip install omni-med[language]"),
    QT_TRANSLATE_NOOP("Told", "A model of the kind {0} cannot be loaded: {1}."),
    QT_TRANSLATE_NOOP(
        "Told", "Take a model that transformers knows, or serve this one: models add-server."
    ),
    QT_TRANSLATE_NOOP("Told", "The folder holds no tokenizer."),
    QT_TRANSLATE_NOOP("Told", "Download the whole model again."),
    QT_TRANSLATE_NOOP(
        "Told", "The folder holds no chat template: how to ask this model is not known."
    ),
    QT_TRANSLATE_NOOP("Told", "Take the instruction-tuned version of the model."),
    QT_TRANSLATE_NOOP(
        "Told", "The folder does not say how images are prepared (preprocessor_config.json)."
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "config.json states numbers of the type {0}; float32, float16 or bfloat16 are read.",
    ),
    QT_TRANSLATE_NOOP(
        "Told", "{0} of the model's weights are not in its files or of another shape."
    ),
    QT_TRANSLATE_NOOP("Told", "The model {0} {1}."),
    QT_TRANSLATE_NOOP(
        "Told", "Close what else runs, take a smaller model, or serve it: models add-server."
    ),
    QT_TRANSLATE_NOOP("Told", "No CUDA device can be used here."),
    QT_TRANSLATE_NOOP("Told", "Add the model with --device cpu."),
    QT_TRANSLATE_NOOP("Told", "The model {0} was closed."),
    QT_TRANSLATE_NOOP("Told", "The memory does not do for this case with the model {0}."),
    QT_TRANSLATE_NOOP("Told", "Close what else runs, or give fewer films or a shorter record."),
    QT_TRANSLATE_NOOP("Told", "The model {0} failed inside ({1})."),
    QT_TRANSLATE_NOOP("Told", "transformers has no processor for this kind of model."),
    QT_TRANSLATE_NOOP("Told", "{0} cannot be loaded: the memory does not do."),
    QT_TRANSLATE_NOOP("Told", "Close what else runs, or take a smaller model."),
    QT_TRANSLATE_NOOP("Told", "{0} of this folder cannot be loaded ({1})."),
    QT_TRANSLATE_NOOP(
        "Told", "Download the whole model again; see the list of families in the user guide."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "A model's name is of a-z, 0-9, dot, dash and underscore, 48 at most."
    ),
    QT_TRANSLATE_NOOP("Told", "Choose another name with --id."),
    QT_TRANSLATE_NOOP("Told", "A file of the model is missing."),
    QT_TRANSLATE_NOOP(
        "Told", "Put the folder back, or `omni-med models remove` it and add it again."
    ),
    QT_TRANSLATE_NOOP("Told", "{0} is not the file that was registered."),
    QT_TRANSLATE_NOOP(
        "Told", "If the change was meant: `omni-med models remove`, then add it again."
    ),
    QT_TRANSLATE_NOOP("Told", "Films of this kind of model cannot stand side by side."),
    QT_TRANSLATE_NOOP("Told", "A prompt ends with words."),
    QT_TRANSLATE_NOOP("Told", "The prompt has {0} tokens; this model reads {1}."),
    QT_TRANSLATE_NOOP("Told", "Give fewer films or a shorter record."),
    QT_TRANSLATE_NOOP("Told", "This model takes no images."),
    QT_TRANSLATE_NOOP("Told", "This model takes no sound."),
    QT_TRANSLATE_NOOP("Told", "The chat template of this model does not write what it is given."),
    QT_TRANSLATE_NOOP("Told", "The folder holds no weights (model.safetensors)."),
    QT_TRANSLATE_NOOP("Told", "{0} is cut or damaged."),
    QT_TRANSLATE_NOOP(
        "Told", "The weights hold numbers of the type {0}; F32, F16 or BF16 are read."
    ),
    QT_TRANSLATE_NOOP("Told", "{0} holds no JSON object."),
    QT_TRANSLATE_NOOP(
        "Told", "The weights are pickles ({0}): a pickle can run code, and is not read."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "Take the model's safetensors files, or convert them where the code is trusted."
    ),
    QT_TRANSLATE_NOOP("Told", "{0} is too large to be what its name says."),
    QT_TRANSLATE_NOOP("Told", "The folder holds no {0}."),
    QT_TRANSLATE_NOOP("Told", "{0} cannot be read as JSON."),
    QT_TRANSLATE_NOOP("Told", "{0} names no weights."),
    QT_TRANSLATE_NOOP("Told", "{0} names files outside the folder."),
    QT_TRANSLATE_NOOP("Told", "{0} of {1} weight files are missing, the first: {2}."),
    QT_TRANSLATE_NOOP("Told", "There is no prompt {0} in the language {1}."),
    QT_TRANSLATE_NOOP("Told", "There are: {0}; languages {1}."),
    QT_TRANSLATE_NOOP(
        "Told", "The address holds more than host and path; a key never stands in it."
    ),
    QT_TRANSLATE_NOOP("Told", "This is no address of a server."),
    QT_TRANSLATE_NOOP("Told", "Patients' data does not go over plain HTTP."),
    QT_TRANSLATE_NOOP("Told", "Use https://; http:// only reaches a server on this very machine."),
    QT_TRANSLATE_NOOP(
        "Told", "The name of a server has lower-case letters, digits, '.', '_' and '-' only."
    ),
    QT_TRANSLATE_NOOP("Told", "The server needs the name of its model."),
    QT_TRANSLATE_NOOP("Told", "Give --model."),
    QT_TRANSLATE_NOOP(
        "Told", "A server takes text, and of image, audio and video what it is said to."
    ),
    QT_TRANSLATE_NOOP("Told", "Requests a minute are 1 to 10000, silence 1 to 3600 seconds."),
    QT_TRANSLATE_NOOP("Told", "A price is not below 0."),
    QT_TRANSLATE_NOOP("Told", "The server's answer has no end."),
    QT_TRANSLATE_NOOP(
        "Told", "Check that the address is that of an OpenAI-compatible server, up to /v1."
    ),
    QT_TRANSLATE_NOOP("Told", "The server {0} is not said to take {1}."),
    QT_TRANSLATE_NOOP("Told", "Add it anew with --modal-types."),
    QT_TRANSLATE_NOOP("Told", "The server answered neither yes nor no."),
    QT_TRANSLATE_NOOP("Told", "Its model cannot be used for findings."),
    QT_TRANSLATE_NOOP("Told", "The package httpx2 is not installed."),
    QT_TRANSLATE_NOOP("Told", 'pip install "omni-med[server]"'),
    QT_TRANSLATE_NOOP("Told", "The certificates kept for the server {0} cannot be read."),
    QT_TRANSLATE_NOOP("Told", "Add the server anew, with a PEM file."),
    QT_TRANSLATE_NOOP("Told", "The connection to the server was closed."),
    QT_TRANSLATE_NOOP("Told", "A film without pixels cannot be sent."),
    QT_TRANSLATE_NOOP("Told", "A film could not be written as PNG."),
    QT_TRANSLATE_NOOP("Told", "The server stopped in the middle of its answer."),
    QT_TRANSLATE_NOOP(
        "Told", "Install what is missing, or choose another of `omni-med models list`."
    ),
    QT_TRANSLATE_NOOP("Told", "There is no model {0}; there are: {1}."),
    QT_TRANSLATE_NOOP("Told", "There is no execution {0}; it is one of {1}."),
    QT_TRANSLATE_NOOP("Told", "OpenVINO is not installed."),
    QT_TRANSLATE_NOOP(
        "Told", "Install it (pip install omni-med[openvino]) or leave the execution out."
    ),
    QT_TRANSLATE_NOOP("Told", "A model can only be added in the name of who opened this."),
    QT_TRANSLATE_NOOP("Told", "There is no model {0}."),
    QT_TRANSLATE_NOOP("Told", "There is a model {0} already."),
    QT_TRANSLATE_NOOP("Told", "Choose another name, or `omni-med models remove` the other first."),
    QT_TRANSLATE_NOOP("Told", "There is no model {0} that was added here."),
    QT_TRANSLATE_NOOP("Told", "This is no key of a server."),
    QT_TRANSLATE_NOOP("Told", "It is one word of ASCII."),
    QT_TRANSLATE_NOOP("Told", "To allow a server needs a reason."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The security administrator allows it: `omni-med models allow-server {0} --reason TEXT`.",
    ),
    QT_TRANSLATE_NOOP("Told", "There is no server {0}."),
    QT_TRANSLATE_NOOP("Told", "A stored server cannot be read."),
    QT_TRANSLATE_NOOP("Told", "There is a server {0} already."),
    QT_TRANSLATE_NOOP(
        "Told", "Choose another name, or `omni-med models remove-server` the other first."
    ),
    QT_TRANSLATE_NOOP("Told", "`omni-med finetune heads` lists those that came to the gate."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Head {0} cannot be told from luck: its locked set has {1} patients with the finding{2}, "
        "and the rule here is {3} of each.",
    ),
)
"""As their own rooms write them, values in place of ``{0}``."""
